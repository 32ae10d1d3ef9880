package io.callstream.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.retell.webhook.WebhookSignature.Verdict;
import io.callstream.sandbox.webhook.Postman;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks that are not taken at once. */
@Timeout(180)
class WebhooksIT {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final String NO_ANSWER = "+13105550120";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 500, 503})
  void aWebhookIsTriedFourTimesWithoutHoldingBackTheNext(int status) throws Exception {
    try (var retell = Pretended.retell(folder)) {
      retell.receiver().answers(one -> one.event().equals("call_ended") ? status : 200);
      retell.create(NO_ANSWER);
      retell.advance(Duration.ofSeconds(30));

      for (int tries = 1; tries <= 3; tries++) {
        awaitCount(retell, "webhooks_retried", tries);
        retell.advance(Duration.ofSeconds(1 << (tries - 1)).minus(MOMENT));
        assertThat(arrived(retell, "call_ended")).hasSize(tries);
        retell.advance(MOMENT);
      }
      awaitCount(retell, "webhooks_given_up", 1);
      retell.advance(Duration.ofHours(1));
      retell.quiet();
      assertThat(arrived(retell, "call_ended"))
          .hasSize(4)
          .allSatisfy(one -> assertThat(one.verdict()).isEqualTo(Verdict.VALID))
          .extracting(WebhookReceiver.Arrived::body)
          .containsOnly(arrived(retell, "call_ended").getFirst().body());
      assertThat(arrived(retell, "call_analyzed")).hasSize(1);
    }
  }

  @Test
  void aWebhookThatIsTakenIsNotSentAgain() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      retell.receiver().answers(_ -> retell.receiver().arrived().size() < 3 ? 503 : 204);
      retell.create("+13105550100");
      retell.advance(Duration.ofSeconds(4));
      awaitCount(retell, "webhooks_retried", 1);
      retell.advance(Duration.ofSeconds(1));
      awaitCount(retell, "webhooks_retried", 2);
      retell.advance(Duration.ofSeconds(2));
      retell.quiet();

      assertThat(retell.receiver().events())
          .containsExactly("call_started", "call_started", "call_started");
      assertThat(retell.health().get("webhooks_taken").intValue()).isEqualTo(1);
    }
  }

  @Test
  void anAnswerAfterTheDeadlineIsNone() throws Exception {
    var impatient = new Pretended.Options(1, Duration.ofMillis(300), null);
    var never = new CountDownLatch(1);
    try (var retell = Pretended.retell(folder, impatient)) {
      retell.receiver().answers(_ -> never.await(LONG.toSeconds(), TimeUnit.SECONDS) ? 200 : 500);
      retell.create(NO_ANSWER);
      retell.advance(Duration.ofSeconds(30));

      awaitCount(retell, "webhooks_retried", 1);
      never.countDown();
    }
  }

  /** Ten seconds divided by 1,000 would be over long before this receiver answers. */
  @Test
  void theSpeedDoesNotDivideTheDeadline() throws Exception {
    var fast = new Pretended.Options(1_000, Postman.DEADLINE, null);
    assertThat(Postman.DEADLINE).isEqualTo(Duration.ofSeconds(10));
    try (var retell = Pretended.retell(folder, fast)) {
      retell
          .receiver()
          .answers(_ -> new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS) ? 500 : 200);
      retell.create(NO_ANSWER);
      retell.advance(Duration.ofMillis(33));
      retell.quiet();

      assertThat(retell.health().get("webhooks_taken").intValue()).isEqualTo(2);
      assertThat(retell.health().get("webhooks_retried").intValue()).isZero();
    }
  }

  @Test
  void aReceiverThatHangsOnOneGetsTheOthers() throws Exception {
    var release = new CountDownLatch(1);
    try (var retell = Pretended.retell(folder)) {
      retell
          .receiver()
          .answers(one ->
              !one.event().equals("call_started") || release.await(60, TimeUnit.SECONDS)
                  ? 200
                  : 500);
      retell.create("+13105550100");
      retell.advance(Duration.ofSeconds(30));

      await().atMost(LONG).until(() -> retell.receiver().arrived().size() == 3);
      assertThat(arrived(retell, "call_ended")).hasSize(1);
      assertThat(arrived(retell, "call_analyzed")).hasSize(1);
      release.countDown();
      retell.quiet();
    }
  }

  @Test
  void outOfOrderEachWaitsUntilTheOneBeforeIsSettled() throws Exception {
    try (var retell = Pretended.retell(folder)) {
      retell.receiver().answers(_ -> retell.receiver().arrived().size() == 1 ? 500 : 200);
      retell.create("+13105550152");
      // To the moment of the first try: time that went on from there could reach the second's.
      retell.advance(Duration.ofSeconds(4 + 20 + 3));
      awaitCount(retell, "webhooks_retried", 1);
      assertThat(retell.receiver().events()).containsExactly("call_analyzed");
      retell.advance(Duration.ofSeconds(1));
      // Between two that follow each other none waits.
      await().atMost(LONG).until(() -> retell.receiver().events().size() >= 4);
      retell.quiet();

      assertThat(retell.receiver().events())
          .containsExactly("call_analyzed", "call_analyzed", "call_ended", "call_started");
    }
  }

  @Test
  void moreThanTenThousandThatWaitAreDroppedAndCounted() throws Exception {
    var time = new ManualTime();
    var never = new CountDownLatch(1);
    var body =
        "{\"event\":\"call_ended\",\"call\":{\"call_id\":\"c\"}}".getBytes(StandardCharsets.UTF_8);
    try (var receiver = new WebhookReceiver(Pretended.KEY, time);
        var postman =
            new Postman(Optional.of(receiver.address()), Pretended.KEY, LONG, time, time)) {
      receiver.answers(_ -> never.await(60, TimeUnit.SECONDS) ? 200 : 500);
      for (int i = 0; i < 10_007; i++) {
        postman.send(body);
      }

      assertThat(postman.counts().totals()).containsEntry("webhooks_dropped", 7L);
      assertThat(postman.waiting()).isEqualTo(10_000);
      never.countDown();
    }
  }

  @Test
  void moreThanTenThousandLateOnesAreDroppedAndCounted() throws Exception {
    var time = new ManualTime();
    try (var postman = new Postman(Optional.empty(), Pretended.KEY, LONG, time, time)) {
      for (int i = 0; i < 10_003; i++) {
        postman.sendLate(new byte[0], MOMENT);
      }
      assertThat(postman.counts().totals()).containsEntry("webhooks_dropped", 3L);
      time.advance(MOMENT);
      postman.sendLate(new byte[0], MOMENT);
      assertThat(postman.counts().totals()).containsEntry("webhooks_dropped", 3L);
    }
  }

  private static List<WebhookReceiver.Arrived> arrived(Pretended retell, String event) {
    return retell.receiver().arrived().stream().filter(one -> one.event().equals(event)).toList();
  }

  private static void awaitCount(Pretended retell, String name, int count) {
    await().atMost(LONG).until(() -> retell.health().get(name).intValue() == count);
  }
}
