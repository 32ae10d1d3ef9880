package io.callstream.gateway.retellapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.contracts.Json;
import io.callstream.testing.SettableClock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.web.MockHttpServletRequest;

/** Whose answer a create gets that comes again. */
class PassedCreatesTest {

  private final SettableClock clock = SettableClock.at("2026-11-21T09:00:00Z");
  private final PassedCreates creates = new PassedCreates(clock);
  private final AtomicInteger made = new AtomicInteger();

  @Test
  void aTokenIsGivenToARepeatThatComesAtOnceAndToNobodyAfter() {
    assertThat(token("0")).isEqualTo(1);
    clock.advance(Duration.ofSeconds(9));
    assertThat(token("1")).isEqualTo(1);
    clock.advance(Duration.ofSeconds(2));
    assertThat(token("1")).as("somebody else's").isEqualTo(2);
  }

  @Test
  void noFirstTryGetsTheTokenOfARepeat() {
    assertThat(token("1")).isEqualTo(1);
    assertThat(token("0")).isEqualTo(2);
    assertThat(token(null)).isEqualTo(3);
  }

  @Test
  void whatLastsIsJoinedForTenMinutes() {
    assertThat(agent("1")).isEqualTo(1);
    assertThat(agent(null)).as("says nothing of repeats").isEqualTo(2);
    assertThat(agent("0")).as("wanted").isEqualTo(3);
    clock.advance(Duration.ofSeconds(599));
    assertThat(agent("1")).isEqualTo(3);
    clock.advance(Duration.ofSeconds(2));
    assertThat(agent("1")).isEqualTo(4);
    assertThat(agent("0")).as("the late first try").isEqualTo(4);
  }

  private int token(@Nullable String count) {
    return create(count, PassedCreates.Reach.TOKEN);
  }

  private int agent(@Nullable String count) {
    return create(count, PassedCreates.Reach.LASTING);
  }

  private int create(@Nullable String count, PassedCreates.Reach reach) {
    var request = new MockHttpServletRequest("POST", "/v3/create-web-call");
    if (count != null) {
      request.addHeader(RetryCount.HEADER, count);
    }
    var answer =
        creates.once(
            request,
            "key",
            Json.mapper().createObjectNode(),
            reach,
            () -> ResponseEntity.ok(made.incrementAndGet()));
    return (Integer) Objects.requireNonNull(answer.getBody());
  }
}
