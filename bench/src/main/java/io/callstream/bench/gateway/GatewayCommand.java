package io.callstream.bench.gateway;

import io.callstream.bench.Check;
import io.callstream.bench.Figure;
import io.callstream.bench.Measuring;
import io.callstream.bench.Report;
import io.callstream.bench.RunFolder;
import io.callstream.local.Foreground;
import io.callstream.stack.Stack;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./callstream bench gateway}: webhooks and calls in, beside bare steps and a plain route.
 */
@Command(
    name = "gateway",
    description = {
      "Signed webhooks into the gateway, each answered when Kafka has acknowledged it, beside: a",
      "bare Tomcat that does the same steps without a framework and without parsing (the ceiling);",
      "a Node route that verifies with Retell's own SDK and upserts straight into PostgreSQL (the",
      "plain way, bench/plain; needs Node and npm); Kafka's own producer test. 64 and 256",
      "connections at 2 kB, 64 at 20 kB, one peer after the other, again and again. Then the gateway",
      "at half its rate, each webhook at its own time, which latencies count from; and calls asked",
      "for, beside a row inserted by the plain route."
    },
    mixinStandardHelpOptions = true)
public final class GatewayCommand implements Callable<Integer> {

  private static final int SMALL = 2_048;
  private static final int LARGE = 20_480;
  private static final int SOME = 64;
  private static final int MANY = 256;
  private static final int RESIDENT_MIB = 350;
  private static final int LATE_MILLIS = 20;

  @Option(
      names = "--seconds",
      defaultValue = "4",
      description = "of each repetition (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--repetitions",
      defaultValue = "3",
      description = "interleaved (default: ${DEFAULT-VALUE})")
  private int repetitions;

  private final List<Figure> figures = new ArrayList<>();
  private final List<Check> checks = new ArrayList<>();

  @Override
  public Integer call() {
    return Measuring.run("gateway", this::measure);
  }

  private void measure(Stack stack, RunFolder folder, Foreground running)
      throws IOException, SQLException {
    var peers = running.keep(Peers.start(stack, folder));
    var bootstrap = stack.kafka().bootstrapServers();
    var bench = new GatewayBench(peers, bootstrap, repetitions, GatewayCommand::say);
    bench.warmUpByWebhooks(webhooks(SOME, SMALL));
    bench.warmUpByCalls(calls());
    for (int connections : List.of(SOME, MANY)) {
      webhooks(bench, connections, SMALL);
    }
    webhooks(bench, SOME, LARGE);
    atHalf(bench);
    calls(bench);
    double resident = peers.gateway().residentMiB();
    checks.add(Check.atMost("MiB resident, the gateway's process", resident, RESIDENT_MIB));
    report(peers.gateway().memory(), folder);
  }

  private static void say(Figure figure) {
    System.out.println(figure.group() + figure.line());
  }

  private void webhooks(GatewayBench bench, int connections, int bytes) {
    var group = group(connections, bytes);
    var medians = bench.webhooks(group, webhooks(connections, bytes), bytes);
    figures.addAll(medians);
    checks.addAll(new Wanted(medians).checks(bytes == SMALL));
  }

  private Load webhooks(int connections, int bytes) {
    var requests = new Webhooks(bytes, Peers.KEY, InstantSource.system());
    return new Load(connections, requests, Load.OK, 0, Duration.ofSeconds(seconds));
  }

  private static String group(int connections, int bytes) {
    return "webhooks, %,d bytes, %d connections".formatted(bytes, connections);
  }

  private void atHalf(GatewayBench bench) {
    double half = figures.getFirst().perSecond() / 2;
    var load = webhooks(SOME, SMALL);
    var group = "webhooks, %,d bytes, at a fixed rate".formatted(SMALL);
    var figure = bench.gateway(group, "gateway, half its rate", load.at(half, load.length()));
    figures.add(figure);
    var millis = figure.millis();
    if (millis != null) {
      checks.add(Check.atMost("ms at half the rate, p99", millis.p99(), LATE_MILLIS));
    }
  }

  private void calls(GatewayBench bench) {
    figures.addAll(bench.calls("calls asked for, %d connections".formatted(SOME), calls()));
  }

  private Load calls() {
    var requests = new Calls(Peers.ADMIN_KEY);
    return new Load(SOME, requests, Load.ACCEPTED, 0, Duration.ofSeconds(seconds));
  }

  private void report(String memory, RunFolder folder) throws IOException {
    var notes =
        List.of(
            "medians of %d interleaved repetitions of %d s".formatted(repetitions, seconds),
            "CPU: of the peer's process for each request; Kafka's and PostgreSQL's are not in it",
            "the gateway's process at the end: " + memory);
    new Report("callstream bench gateway", figures, checks, notes).tell(folder, "gateway");
  }
}
