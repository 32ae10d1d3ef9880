package io.callstream.bench.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class PeerTest {

  @Test
  void everyBenchmarkThatWasGeneratedIsAPeerAndNoOther() {
    var format =
        OutputFormatFactory.createFormatInstance(
            new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8),
            VerboseMode.SILENT);

    var generated =
        BenchmarkList.defaultList().getAll(format, List.of()).stream()
            .map(BenchmarkListEntry::getUsername);

    assertThat(generated)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Peer.values()).map(Peer::benchmark).toList());
  }

  /** Each looks at its own results before it is measured. */
  @Test
  void stepsDoWhatTheySayOnWebhooksOfEachSize() {
    for (int bytes : Step.SIGNATURE.sizes()) {
      var signatures = new Signatures();
      signatures.bytes = bytes;
      signatures.sign();
      var readings = new Readings();
      readings.bytes = bytes;
      readings.make();
      var mappings = new Mappings();
      mappings.bytes = bytes;
      mappings.read();

      assertThat(readings.bareTokens()).isGreaterThan(40);
      assertThat(readings.plainTree().path("call").path("call_id").isString()).isTrue();
      assertThat(signatures.bareMac()).hasSize(32);
    }
  }
}
