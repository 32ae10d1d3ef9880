package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.callstream.local.running.Jars;
import io.callstream.testing.NodeScripts;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A person at the dashboard in a real browser, with all parts running. */
class DashboardIT {

  private final Rig rig = Rig.shared();

  @Test
  void aPersonSendsWatchesStopsAndRunsACampaign() {
    need(NodeScripts.missing());
    var scripts =
        NodeScripts.install(
            Jars.find().root().resolve("gateway/src/test/browser"), Path.of("target", "browser"));
    var probe = scripts.ended("probe.mjs");
    need(probe.status() == 0 ? "" : probe.said());

    var said =
        scripts.run(
            "journey.mjs",
            Map.of(
                "BASE_URL", rig.gatewayAddress().toString(),
                "PASSWORD", Rig.ADMIN_PASSWORD,
                "API_KEY", Rig.ADMIN_KEY));

    System.out.print(said);
    assertThat(said)
        .contains("ok finished", "ok cut", "ok exported", "ok stopped", "ok not-joined")
        .contains("ok looks");
  }

  private static void need(String missing) {
    if (!missing.isEmpty()) {
      System.err.println("NOT RUN: the dashboard in a browser, since " + missing.strip());
    }
    assumeTrue(missing.isEmpty(), missing);
  }
}
