package io.callstream.dispatcher;

import static io.callstream.dispatcher.StandInGateway.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Topics;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallIsPlacedIT {

  @Test
  void aRequestIsDialledOnceAndEndsWithItsWebhook(@TempDir Path folder) throws Exception {
    try (var service = new ServiceUnderTest(folder)) {
      service.start();
      var call = ServiceUnderTest.call("+12125550111");

      service.say(call);
      service.say(call);

      await()
          .atMost(PATIENCE)
          .until(() -> service.signals(call).equals(java.util.List.of("placed")));
      var create = service.retell.creates().getFirst();
      assertThat(create.requestId()).isEqualTo(call.requestId());

      var ended = service.retell.webhook("call_ended", create.retellCallId());
      service.send(Topics.RETELL_WEBHOOKS, call.callId().toString(), ended);
      service.send(Topics.RETELL_WEBHOOKS, call.callId().toString(), ended);

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(service.signals(call)).containsExactly("placed", "ended webhook"));
      assertThat(service.callState(call)).isEqualTo("done");
      assertThat(service.retell.creates()).hasSize(1);
    }
  }
}
