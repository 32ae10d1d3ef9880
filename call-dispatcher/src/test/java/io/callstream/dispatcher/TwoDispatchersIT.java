package io.callstream.dispatcher;

import static io.callstream.dispatcher.StandInGateway.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.dispatcher.StandInRetell.Behaviour;
import io.callstream.dispatcher.StandInRetell.Create;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoDispatchersIT {

  private static final int CALLS = 200;
  private static final int NUMBERS = 150;

  /** None of these calls ends, so a number that was called stays taken. */
  @Test
  void twoDispatchersRaceOverTwoHundredCallsAndNoPhoneRingsTwice(@TempDir Path folder)
      throws Exception {
    try (var service = new ServiceUnderTest(folder).with("DIAL_PER_SECOND", "200")) {
      service.retell.concurrency(1_000);
      service.retell.script((number, earlier) ->
          switch (number.charAt(number.length() - 1)) {
            case '3' -> Behaviour.RING_AND_CUT;
            case '7' -> earlier == 0 ? Behaviour.THROTTLE : Behaviour.ACCEPT;
            default -> Behaviour.ACCEPT;
          });
      service.start();
      service.start();
      List<PlaceCall> calls = new ArrayList<>();
      for (int i = 0; i < CALLS; i++) {
        calls.add(ServiceUnderTest.call("+1212555" + (1000 + i % NUMBERS)));
      }

      calls.forEach(service::say);

      await()
          .atMost(PATIENCE.multipliedBy(3))
          .untilAsserted(() -> assertThat(count(service, "state = 'placed'")).isEqualTo(NUMBERS));
      assertThat(calls).allMatch(call -> service.retell.rings(call.requestId()) <= 1);
      var ringsOfNumbers =
          service.retell.creates().stream()
              .filter(Create::rang)
              .collect(Collectors.groupingBy(Create::toNumber, Collectors.counting()));
      assertThat(ringsOfNumbers).hasSize(NUMBERS);
      assertThat(ringsOfNumbers.values()).allMatch(rings -> rings == 1);
      assertThat(count(service, "sender is null or late")).isZero();
      assertThat(
              service
                  .sql()
                  .sql("select count(distinct sender) from dispatch.dials")
                  .query(Integer.class)
                  .single())
          .as("both took part")
          .isEqualTo(2);
    }
  }

  private static Integer count(ServiceUnderTest service, String condition) {
    return service
        .sql()
        .sql("select count(*) from dispatch.dials where " + condition)
        .query((row, _) -> row.getInt(1))
        .single();
  }
}
