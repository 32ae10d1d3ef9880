package io.callstream.gateway.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.RunningGateway;
import io.callstream.retell.ending.DisconnectionReasons;
import io.callstream.testing.TestDatabases;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusMappingIT {

  @Test
  void everyReasonIsShownWithWhatItIsTakenFor() throws Exception {
    try (var database = TestDatabases.create();
        var gateway = RunningGateway.ready(database, Map.of())) {
      var shown = gateway.get("/api/v1/status-mapping").json();

      assertThat(shown.path("version").asString()).isEqualTo(DisconnectionReasons.VERSION);
      assertThat(shown.path("reasons")).hasSize(DisconnectionReasons.all().size());
      assertThat(shown.path("reasons").toString())
          .contains(
              """
              {"reason":"dial_no_answer","status":"failed","outcome":"no_answer","retry":"later","current":true}\
              """)
          .contains(
              """
              {"reason":"no_valid_payment","status":"failed","outcome":"failed","retry":"stop_the_line","current":true}\
              """);
    }
  }
}
