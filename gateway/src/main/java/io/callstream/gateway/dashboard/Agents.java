package io.callstream.gateway.dashboard;

import io.callstream.contracts.Json;
import io.callstream.gateway.provider.Provider;
import io.callstream.retell.pass.PassAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Retell's agents for a picker; asked for at most once a minute. */
@Component
final class Agents {

  private static final Duration KEPT = Duration.ofMinutes(1);

  private final Provider provider;
  private final InstantSource clock;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile @Nullable Known known;

  Agents(Provider provider, InstantSource clock) {
    this.provider = provider;
    this.clock = clock;
  }

  /** One of them. */
  record Agent(String id, String name) {}

  private record Known(Instant at, List<Agent> agents) {}

  /**
   * Names by id, as last heard, for pages that do not wait for Retell: what is out of date is asked
   * for meanwhile.
   */
  Map<String, String> names() {
    var before = known;
    if (isOld(before) && asking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("agents").start(this::askAgain);
    }
    var names = new LinkedHashMap<String, String>();
    if (before != null) {
      before.agents().forEach(agent -> names.putIfAbsent(agent.id(), agent.name()));
    }
    return names;
  }

  private void askAgain() {
    try {
      list();
    } finally {
      asking.set(false);
    }
  }

  private boolean isOld(@Nullable Known last) {
    return last == null || !clock.instant().isBefore(last.at().plus(KEPT));
  }

  /** Those there are; none when Retell cannot be asked, and an id is typed instead. */
  List<Agent> list() {
    var before = known;
    if (before != null && !isOld(before)) {
      return before.agents();
    }
    var agents =
        provider.ask("POST", "/v2/list-agents?limit=1000", Json.mapper().createObjectNode())
                instanceof PassAnswer.Done done
            ? agents(done.body())
            : List.<Agent>of();
    known = new Known(clock.instant(), agents);
    return agents;
  }

  private static List<Agent> agents(JsonNode answer) {
    return (answer.isArray() ? answer : answer.path("items"))
        .valueStream()
        .map(agent ->
            new Agent(
                agent.path("agent_id").asString(""),
                agent.path("agent_name").asString("Without a name")))
        .filter(agent -> !agent.id().isEmpty())
        .distinct()
        .toList();
  }
}
