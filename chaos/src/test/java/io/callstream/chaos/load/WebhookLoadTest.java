package io.callstream.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WebhookLoadTest {

  @Test
  void everyWebhookIsSentOneToFiveTimesInAnOrderOfTheSeed() {
    int[] order = WebhookLoad.order(3, 1_000);
    int[] times = new int[1_000];
    Arrays.stream(order).forEach(webhook -> times[webhook]++);

    assertThat(IntStream.of(times).min()).hasValue(1);
    assertThat(IntStream.of(times).max()).hasValue(5);
    assertThat(order).isEqualTo(WebhookLoad.order(3, 1_000));
    assertThat(order).isNotEqualTo(WebhookLoad.order(4, 1_000));
  }

  @Test
  void numbersAreValidAndSomeAreSharedByCalls() {
    String[] numbers = Numbers.of(5, 100_000);

    assertThat(numbers).allSatisfy(number -> assertThat(number).matches("\\+1\\d{3}[2-9]\\d{6}"));
    assertThat(Arrays.stream(numbers).distinct().count()).isBetween(80_000L, 95_000L);
  }

  @Test
  void foreignCallsAreAFunctionOfSeedAndNumber() {
    assertThat(ForeignCall.of(1, 2))
        .isEqualTo(ForeignCall.of(1, 2))
        .isNotEqualTo(ForeignCall.of(1, 3));
    assertThat(ForeignCall.of(1, 2).webhook(1)).isEqualTo(ForeignCall.of(1, 2).webhook(1));
  }

  @Test
  void callsOfOneMomentShareANumberAndOthersDoNot() {
    String[] numbers = Numbers.of(5, 10_000);

    assertThat(Numbers.rivals(numbers)).isBetween(1_200, 1_800);
    Map<String, Integer> first = new HashMap<>();
    for (int n = 0; n < numbers.length; n++) {
      int one = n;
      assertThat(first.computeIfAbsent(numbers[n], _ -> one) / Numbers.BURST)
          .isEqualTo(n / Numbers.BURST);
    }
  }

  /** By OpenSSL, so that signer and verifier cannot be wrong together. */
  @Test
  void signsAsRetellDoes() {
    assertThat(
            WebhookLoad.signature("{}".getBytes(StandardCharsets.UTF_8), "key", 1_700_000_000_000L))
        .isEqualTo(
            "v=1700000000000,d=a7edfcb7de1858923d1a055df6b6facc1e83af3a0ab6a52a59bd26ece6fd7b0c");
  }

  /** A gateway that is gone: nobody answers, and nothing is counted that was only planned. */
  @Test
  void whatWasNotAnsweredIsToldAndWhatWasNotSentIsNotCounted() throws InterruptedException {
    URI nowhere = URI.create("http://127.0.0.1:1");
    WebhookLoad load = new WebhookLoad(nowhere, "key", Clock.systemUTC(), 1, 3);
    assertThat(load.sent()).isZero();

    Thread sending = Thread.ofVirtual().start(() -> load.run(Duration.ofMillis(1)));
    while (load.refusals() == 0) {
      Thread.sleep(10);
    }
    load.close();
    sending.join();

    assertThat(load.sent()).isEqualTo(load.refusals());
    assertThat(load.latencies().count()).isZero();
    assertThat(load.latencies().toString())
        .contains("%d tries had none".formatted(load.refusals()));
  }
}
