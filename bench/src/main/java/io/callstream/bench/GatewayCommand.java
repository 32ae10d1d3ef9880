package io.callstream.bench;

import io.callstream.contracts.Json;
import io.callstream.local.Foreground;
import io.callstream.local.running.Jars;
import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import io.callstream.stack.Stack;
import io.callstream.stack.StackSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./callstream bench gateway}. Exit codes: 0 measured, 1 something was refused. */
@Command(
    name = "gateway",
    description = "Webhooks taken, beside the bare steps, a plain Node route and Kafka alone.",
    mixinStandardHelpOptions = true)
final class GatewayCommand implements Callable<Integer> {

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "of each repetition (default: ${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--repetitions",
      defaultValue = "3",
      description = "interleaved (default: ${DEFAULT-VALUE})")
  private int repetitions;

  @Option(names = "--connections", defaultValue = "64", description = "default: ${DEFAULT-VALUE}")
  private int connections;

  @Option(
      names = "--bytes",
      defaultValue = "2048",
      description = "of a webhook, about (default: ${DEFAULT-VALUE})")
  private int bytes;

  @Override
  public Integer call() {
    return Foreground.run(running -> {
      try {
        return gateway(running);
      } catch (IOException | SQLException e) {
        throw new CannotStart("the benchmark could not be run: " + e, e);
      }
    });
  }

  private int gateway(Foreground running) throws IOException, SQLException {
    Jars jars = Jars.find();
    Path folder = RunFolder.make(jars, "gateway");
    Stack stack =
        running.keep(Stack.start(new StackSettings(folder, FreePorts.find(), FreePorts.find())));
    makePlainDatabase(stack);
    GatewayBench bench = running.keep(new GatewayBench(stack, jars, folder));
    bench.start();
    Load load = new Load(connections, bytes, 0, Duration.ofSeconds(seconds));
    List<Figures> figures = new ArrayList<>(bench.run(load, repetitions, System.out::println));
    double half = figures.getFirst().perSecond() / 2;
    figures.add(bench.atRate(new Load(connections, bytes, half, load.length())));
    report(figures, folder);
    return figures.stream().allMatch(one -> one.refused() == 0) ? 0 : 1;
  }

  private void report(List<Figures> figures, Path folder) throws IOException {
    String title =
        "webhooks of %,d bytes, %d connections, median of %d"
            .formatted(bytes, connections, repetitions);
    System.out.printf("%n%s%n%n", title);
    figures.forEach(one -> System.out.println(one.line()));
    Files.write(
        folder.resolve("gateway.json"), Json.bytes(Map.of("title", title, "figures", figures)));
    Files.writeString(folder.resolve("gateway.svg"), Chart.svg(title, figures));
    System.out.printf("%n%s%n%s%n", folder.resolve("gateway.json"), folder.resolve("gateway.svg"));
  }

  private static void makePlainDatabase(Stack stack) throws SQLException {
    try (Connection superuser = stack.postgres().connectAsSuperuser("postgres");
        Statement sql = superuser.createStatement()) {
      sql.execute("create database plain owner callstream");
    }
  }
}
