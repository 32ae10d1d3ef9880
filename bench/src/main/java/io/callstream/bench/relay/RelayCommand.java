package io.callstream.bench.relay;

import io.callstream.bench.Check;
import io.callstream.bench.Figure;
import io.callstream.bench.Measuring;
import io.callstream.bench.Report;
import io.callstream.bench.RunFolder;
import io.callstream.local.Foreground;
import io.callstream.stack.Stack;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./callstream bench relay}: the relay beside the engine that it stands on. */
@Command(
    name = "relay",
    description = {
      "A backlog of outbox rows, 500 a transaction, published to Kafka by the relay, beside",
      "Debezium's engine alone with the same settings, which counts the rows and does nothing with",
      "them. Each in a process of its own, one after the other, on the same rows; measured is the",
      "later half of them."
    },
    mixinStandardHelpOptions = true)
public final class RelayCommand implements Callable<Integer> {

  private static final int SMALL = 300;
  private static final int LARGE = 2_000;

  @Option(
      names = "--rows",
      defaultValue = "200000",
      description = "in a repetition (default: ${DEFAULT-VALUE})")
  private int rows;

  @Option(names = "--repetitions", defaultValue = "3", description = "default: ${DEFAULT-VALUE}")
  private int repetitions;

  @Override
  public Integer call() {
    return Measuring.run("relay", this::measure);
  }

  private void measure(Stack stack, RunFolder folder, Foreground running)
      throws IOException, SQLException {
    var bench = running.keep(new RelayBench(stack, folder.path()));
    bench.prepare();
    var figures = new ArrayList<Figure>();
    var checks = new ArrayList<Check>();
    for (int bytes : List.of(SMALL, LARGE)) {
      var medians = medians(bench, bytes);
      figures.addAll(medians.values());
      checks.add(
          Check.atLeast(
              "of the bare engine's rate, %,d bytes".formatted(bytes),
              of(medians, Peer.RELAY) / of(medians, Peer.BARE),
              0.9));
    }
    new Report(
            "callstream bench relay",
            figures,
            checks,
            List.of(
                "medians of %d repetitions of %,d rows each".formatted(repetitions, rows),
                "CPU: of the peer's process for each row"))
        .tell(folder, "relay");
  }

  private Map<Peer, Figure> medians(RelayBench bench, int bytes) throws SQLException {
    Map<Peer, List<Figure>> all = new EnumMap<>(Peer.class);
    for (int n = 0; n < repetitions; n++) {
      bench.write(rows, bytes);
      for (var peer : Peer.values()) {
        var figure = bench.read(peer, rows, "rows of %,d bytes".formatted(bytes));
        System.out.println(figure.group() + figure.line());
        all.computeIfAbsent(peer, _ -> new ArrayList<>()).add(figure);
      }
    }
    Map<Peer, Figure> medians = new EnumMap<>(Peer.class);
    all.forEach((peer, figures) -> medians.put(peer, Figure.median(figures)));
    return medians;
  }

  private static double of(Map<Peer, Figure> medians, Peer peer) {
    var figure = medians.get(peer);
    return figure == null ? 0 : figure.perSecond();
  }
}
