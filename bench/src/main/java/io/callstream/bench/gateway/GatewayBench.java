package io.callstream.bench.gateway;

import io.callstream.bench.Figure;
import io.callstream.bench.Figure.Quantiles;
import io.callstream.bench.Server;
import io.callstream.stack.CannotStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The gateway, the same steps bare, the plain Node route and Kafka alone, under the same load. */
final class GatewayBench {

  static final String GATEWAY = "gateway";
  static final String BARE = "bare Tomcat, the same steps";
  static final String PLAIN = "plain Node route, one process";

  private static final int WARM_AFTER = 150_000;
  private static final int FEWER = 10;
  private static final Duration WARM_UP_STEP = Duration.ofSeconds(2);
  private static final int WARM_UP_STEPS_MAX = 25;

  private final Peers peers;
  private final String bootstrap;
  private final int repetitions;
  private final Consumer<Figure> say;

  /** Each figure is said as soon as it is there. */
  GatewayBench(Peers peers, String bootstrap, int repetitions, Consumer<Figure> say) {
    this.peers = peers;
    this.bootstrap = bootstrap;
    this.repetitions = repetitions;
    this.say = say;
  }

  /** Each peer, until it has answered enough to be warm: what has a framework takes longest. */
  void warmUpByWebhooks(Load load) {
    warmUp(peers.gateway(), load, WARM_AFTER);
    warmUp(peers.bare(), load, WARM_AFTER);
    warmUp(peers.plain(), load, WARM_AFTER / FEWER);
  }

  /** Fewer: each waits for a commit. */
  void warmUpByCalls(Load load) {
    List.of(peers.gateway(), peers.plain())
        .forEach(server -> warmUp(server, load, WARM_AFTER / FEWER));
  }

  private static void warmUp(Server server, Load load, int enough) {
    var step = load.at(0, WARM_UP_STEP);
    int answers = 0;
    for (int n = 0; n < WARM_UP_STEPS_MAX && answers < enough; n++) {
      answers += step.against(server.port()).answers();
    }
  }

  /** Webhooks against all peers in turn, and Kafka's own test; each one's medians. */
  List<Figure> webhooks(String group, Load load, int bytes) {
    return medians(
        List.of(
            () -> measure(group, GATEWAY, peers.gateway(), load),
            () -> measure(group, BARE, peers.bare(), load),
            () -> measure(group, PLAIN, peers.plain(), load),
            () -> ProducerTest.run(group, bootstrap, Peers.PRODUCER_TOPIC, bytes)));
  }

  /** Calls against the two that take them. */
  List<Figure> calls(String group, Load load) {
    return medians(
        List.of(
            () -> measure(group, GATEWAY, peers.gateway(), load),
            () -> measure(group, PLAIN, peers.plain(), load)));
  }

  /** The gateway alone. */
  Figure gateway(String group, String who, Load load) {
    return medians(List.of(() -> measure(group, who, peers.gateway(), load))).getFirst();
  }

  private List<Figure> medians(List<Supplier<Figure>> measurements) {
    Map<String, List<Figure>> all = new LinkedHashMap<>();
    for (int n = 0; n < repetitions; n++) {
      for (var measurement : measurements) {
        var figure = measurement.get();
        say.accept(figure);
        all.computeIfAbsent(figure.who(), _ -> new ArrayList<>()).add(figure);
      }
    }
    return all.values().stream().map(Figure::median).toList();
  }

  private static Figure measure(String group, String who, Server server, Load load) {
    var before = server.cpu();
    var seen = load.against(server.port());
    var failure = seen.failure();
    if (failure != null || seen.answers() == 0) {
      throw new CannotStart(
          "%s answered %,d, then: %s".formatted(who, seen.answers(), String.valueOf(failure)));
    }
    double cpu = server.cpu().minus(before).toNanos() / 1e3 / seen.answers();
    return new Figure(group, who, seen.perSecond(), cpu, Quantiles.of(seen.millis()));
  }
}
