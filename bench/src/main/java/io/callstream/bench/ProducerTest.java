package io.callstream.bench;

import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kafka's own producer test, with the gateway's acknowledgements and records as long. */
final class ProducerTest {

  private static final Pattern TOTAL =
      Pattern.compile(
          "(\\d+) records sent, ([\\d.]+) records/sec.* ([\\d.]+) ms avg latency.*?([\\d.]+) ms 50th, ([\\d.]+) ms 95th, ([\\d.]+) ms 99th");

  private ProducerTest() {}

  static Figures run(String bootstrap, String topic, int bytes, int records) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-cp",
            System.getProperty("java.class.path"),
            "org.apache.kafka.tools.ProducerPerformance",
            "--topic",
            topic,
            "--num-records",
            String.valueOf(records),
            "--record-size",
            String.valueOf(bytes),
            "--throughput",
            "-1",
            "--producer-props",
            "bootstrap.servers=" + bootstrap,
            "acks=all",
            "linger.ms=5",
            "batch.size=131072");
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher total = TOTAL.matcher(said);
      Figures last = null;
      while (total.find()) {
        last = figures(total);
      }
      if (last == null) {
        throw new CannotStart("Kafka's producer test said: " + said);
      }
      return last;
    } catch (IOException e) {
      throw new CannotStart("cannot run Kafka's producer test: " + e.getMessage(), e);
    }
  }

  private static Figures figures(Matcher total) {
    return new Figures(
        "Kafka's producer test",
        number(total, 2),
        new Figures.Quantiles(number(total, 4), number(total, 5), number(total, 6)),
        0,
        0,
        0);
  }

  private static double number(Matcher matcher, int group) {
    return Double.parseDouble(String.valueOf(matcher.group(group)));
  }
}
