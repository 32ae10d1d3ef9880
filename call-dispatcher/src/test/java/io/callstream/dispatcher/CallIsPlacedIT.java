package io.callstream.dispatcher;

import static io.callstream.dispatcher.StandInGateway.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallIsPlacedIT {

  @Test
  void aDispatcherThatIsAtWorkIsReadyAndShowsItsFigures(@TempDir Path folder) throws Exception {
    try (var service = new ServiceUnderTest(folder);
        var http = HttpClient.newHttpClient()) {
      var context = service.start();
      var port = context.getEnvironment().getRequiredProperty("local.management.port");
      var at = "http://127.0.0.1:" + port + "/actuator/";

      assertThat(get(http, at + "health/readiness").statusCode()).isEqualTo(200);
      assertThat(get(http, at + "health/liveness").statusCode()).isEqualTo(200);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(get(http, at + "prometheus").body())
                  .contains("callstream_dispatcher_dials_placed 0.0")
                  .contains("callstream_dispatcher_guard_shut 0.0"));
    }
  }

  private static HttpResponse<String> get(HttpClient http, String address) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aRequestIsDialledOnceAndEndsWithItsWebhook(@TempDir Path folder) throws Exception {
    try (var service = new ServiceUnderTest(folder)) {
      service.start();
      var call = ServiceUnderTest.call("+12125550111");

      service.say(call);
      service.say(call);

      await().atMost(PATIENCE).until(() -> service.signals(call).equals(List.of("placed")));
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
      await().atMost(PATIENCE).until(() -> service.completions(call) == 1);
      assertThat(service.retell.creates()).hasSize(1);
    }
  }
}
