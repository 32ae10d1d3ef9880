package io.callstream.gateway.dashboard;

import io.callstream.gateway.call.CallDefaults;
import io.callstream.gateway.provider.Provider;
import io.callstream.retell.pass.PassAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What agents are told, with the variables that calls fill in; asked for once a minute. */
@Component
final class Prompts {

  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final int KEPT_MAX = 100;

  /** As Retell writes them. */
  private static final Pattern VARIABLE = Pattern.compile("\\{\\{\\s*([A-Za-z0-9_.-]+)\\s*}}");

  private final Provider provider;
  private final CallDefaults defaults;
  private final InstantSource clock;
  private final Map<String, Kept> kept = new LinkedHashMap<>();

  Prompts(Provider provider, CallDefaults defaults, InstantSource clock) {
    this.provider = provider;
    this.defaults = defaults;
    this.clock = clock;
  }

  private record Kept(Instant at, Optional<Prompt> prompt) {}

  /**
   * What an agent is told.
   *
   * @param begin what it says first; empty when it waits or makes it up
   */
  record Prompt(String begin, String text) {

    /** The variables in it, in their order. */
    List<String> names() {
      return Stream.of(begin, text)
          .flatMap(part -> VARIABLE.matcher(part).results())
          .map(found -> found.group(1))
          .distinct()
          .toList();
    }
  }

  /** A text with these variables; those that are not given stay as they stand. */
  static String filled(String text, Map<String, String> variables) {
    return VARIABLE
        .matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(variables.getOrDefault(found.group(1), found.group())));
  }

  /** Of an agent, the usual one where none is named; empty when Retell does not tell. */
  synchronized Optional<Prompt> of(String agentId) {
    var id = agentId.isEmpty() && defaults.agentId() != null ? defaults.agentId() : agentId;
    if (id.isEmpty()) {
      return Optional.empty();
    }
    var before = kept.get(id);
    if (before != null && clock.instant().isBefore(before.at().plus(KEPT))) {
      return before.prompt();
    }
    var prompt =
        get("/get-agent/" + Provider.segment(id))
            .map(agent -> agent.path("response_engine").path("llm_id").asString(""))
            .filter(llm -> !llm.isEmpty())
            .flatMap(llm -> get("/get-retell-llm/" + Provider.segment(llm)))
            .map(llm ->
                new Prompt(
                    llm.path("begin_message").asString(""),
                    llm.path("general_prompt").asString("")));
    if (kept.size() >= KEPT_MAX) {
      kept.clear();
    }
    kept.put(id, new Kept(clock.instant(), prompt));
    return prompt;
  }

  private Optional<JsonNode> get(String path) {
    return provider.ask("GET", path, null) instanceof PassAnswer.Done done
        ? Optional.of(done.body())
        : Optional.empty();
  }
}
