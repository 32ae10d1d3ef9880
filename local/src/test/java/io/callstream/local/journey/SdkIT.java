package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.callstream.local.running.Jars;
import io.callstream.testing.LosingProxy;
import io.callstream.testing.NodeScripts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The official SDK before the whole system. */
class SdkIT {

  /** The number in {@code lost.mjs}. */
  private static final String CALLED = "+12125550172";

  @Test
  void aCreateWhoseAnswersAreLostIsRepeatedByTheSdkAndRingsOnce() {
    String missing = NodeScripts.missing();
    if (!missing.isEmpty()) {
      System.err.println("NOT RUN: the official SDK before the whole system, since " + missing);
    }
    assumeTrue(missing.isEmpty(), missing);
    Rig rig = Rig.shared();
    NodeScripts scripts =
        NodeScripts.install(
            Jars.find().root().resolve("gateway/src/test/sdk"), Path.of("target/sdk"));
    try (LosingProxy proxy = new LosingProxy(rig.gatewayAddress(), 2)) {
      Map<String, String> environment =
          Map.of("BASE_URL", proxy.address(), "API_KEY", Rig.ADMIN_KEY);
      String id = scripts.run("lost.mjs", environment).strip();

      assertThat(proxy.counts()).containsExactly("0", "1", "2");
      Request request = new Request(UUID.fromString(id), CALLED);
      new Calls(rig).awaitEnd(request);
      new Promises(rig).holdFor(List.of(request));
      assertThat(
              Calls.tree(rig.gateway().get("/api/v1/calls?to_number=%2B12125550172")).path("items"))
          .as("calls to that number")
          .hasSize(1);
      assertThat(rig.ledger().entries())
          .filteredOn(entry -> entry.toNumber().equals(CALLED))
          .hasSize(1)
          .allMatch(Ledger.Entry::rang);
    }
  }
}
