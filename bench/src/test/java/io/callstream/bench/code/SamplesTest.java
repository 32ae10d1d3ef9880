package io.callstream.bench.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.callstream.retell.webhook.WebhookEnvelope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {

  @ParameterizedTest
  @ValueSource(ints = {2_048, 20_480})
  void endsAreWebhooksOfOurCallsOfAboutThatSize(int bytes) {
    assertThat(new Samples(bytes).ends())
        .hasSize(Samples.BODIES)
        .allSatisfy(body -> {
          assertThat(body.length).isCloseTo(bytes, within(64));
          assertThat(WebhookEnvelope.glance(body, Samples.INSTALLATION))
              .hasValueSatisfying(envelope -> assertThat(envelope.ownCallId()).isNotNull());
        });
  }

  @Test
  void lifeIsStartEndAndAnalysisOfOneCall() {
    assertThat(new Samples(2_048).lives())
        .allSatisfy(life -> {
          var envelopes =
              life.stream()
                  .flatMap(body -> WebhookEnvelope.glance(body, Samples.INSTALLATION).stream())
                  .toList();

          assertThat(envelopes)
              .extracting(WebhookEnvelope::event)
              .isEqualTo(List.of("call_started", "call_ended", "call_analyzed"));
          assertThat(envelopes.stream().map(WebhookEnvelope::callId).distinct()).hasSize(1);
        });
  }

  @Test
  void areAlwaysTheSame() {
    assertThat(new Samples(2_048).ends())
        .usingRecursiveComparison()
        .isEqualTo(new Samples(2_048).ends());
  }
}
