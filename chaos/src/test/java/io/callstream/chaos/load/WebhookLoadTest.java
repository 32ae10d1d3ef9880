package io.callstream.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
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
}
