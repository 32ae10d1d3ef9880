package io.callstream.bench.gateway;

import io.callstream.bench.Figure;
import io.callstream.bench.Figure.Quantiles;
import io.callstream.bench.RunFolder;
import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Kafka's own producer test: records as long, acknowledged as the gateway's are. */
final class ProducerTest {

  static final String SAYS = "Kafka's own producer test";

  private static final long BYTES = 200_000_000;

  /** Of so many records the first is a warm-up. */
  private static final int WARM_UP = 5;

  private static final Pattern TOTAL =
      Pattern.compile(
          "records sent, ([\\d.]+) records/sec.*?([\\d.]+) ms 50th, ([\\d.]+) ms 95th, ([\\d.]+) ms"
              + " 99th");

  private ProducerTest() {}

  static Figure run(String group, String bootstrap, String topic, int bytes) {
    var said = said(command(bootstrap, topic, bytes));
    return read(group, said)
        .orElseThrow(() -> new CannotStart("Kafka's producer test said: " + said));
  }

  private static List<String> command(String bootstrap, String topic, int bytes) {
    long records = BYTES / bytes;
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx384m",
        "-javaagent:" + RunFolder.jars().leash(),
        "-cp",
        System.getProperty("java.class.path"),
        "org.apache.kafka.tools.ProducerPerformance",
        "--bootstrap-server",
        bootstrap,
        "--topic",
        topic,
        "--num-records",
        String.valueOf(records),
        "--warmup-records",
        String.valueOf(records / WARM_UP),
        "--record-size",
        String.valueOf(bytes),
        "--throughput",
        "-1",
        "--command-property",
        "acks=all",
        "linger.ms=5",
        "batch.size=131072");
  }

  private static String said(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CannotStart("cannot run Kafka's producer test: " + e.getMessage(), e);
    }
  }

  /** Its last line sums up all but the warm-up; those before tell of five seconds each. */
  static Optional<Figure> read(String group, String said) {
    return TOTAL.matcher(said).results().reduce((_, last) -> last).map(sum -> figure(group, sum));
  }

  private static Figure figure(String group, MatchResult sum) {
    return new Figure(
        group,
        SAYS,
        number(sum, 1),
        null,
        new Quantiles(number(sum, 2), number(sum, 3), number(sum, 4)));
  }

  private static double number(MatchResult sum, int group) {
    return Double.parseDouble(sum.group(group));
  }
}
