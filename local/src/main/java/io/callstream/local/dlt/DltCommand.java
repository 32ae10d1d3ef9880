package io.callstream.local.dlt;

import io.callstream.contracts.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows dead letters, sends them again, sets them aside. */
@Command(
    name = "dlt",
    description = {
      "Shows the dead letters of a running gateway, sends them again, sets them aside.",
      "Alone it counts them by topic and reason.",
      "Exit code 0 when done, 1 when the gateway refused or not all could be done, 2 when it could",
      "not be asked."
    },
    subcommands = HelpCommand.class,
    mixinStandardHelpOptions = true)
public final class DltCommand implements Callable<Integer> {

  @Option(
      names = "--gateway",
      scope = ScopeType.INHERIT,
      defaultValue = "http://127.0.0.1:8080",
      description = "where it is (default: ${DEFAULT-VALUE})")
  private URI gateway = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--data-dir",
      scope = ScopeType.INHERIT,
      defaultValue = ".callstream",
      description = "whose admin.key is used when CALLSTREAM_ADMIN_KEY is not set")
  private Path dataDir = Path.of(".callstream");

  @Option(names = "--json", scope = ScopeType.INHERIT, description = "print the gateway's JSON")
  private boolean json;

  /** Which letters. */
  static final class Chosen {

    @Option(names = "--topic", description = "those of this topic")
    private @Nullable String topic;

    @Option(names = "--reason", description = "those of exactly this reason")
    private @Nullable String reason;

    private Map<String, String> named() {
      var named = new LinkedHashMap<String, String>();
      Optional.ofNullable(topic).ifPresent(t -> named.put("topic", t));
      Optional.ofNullable(reason).ifPresent(r -> named.put("reason", r));
      return named;
    }

    private ObjectNode body(List<Long> ids) {
      var body = JsonNodeFactory.instance.objectNode();
      named().forEach(body::put);
      if (!ids.isEmpty()) {
        var list = body.putArray("ids");
        ids.forEach(list::add);
      }
      return body;
    }
  }

  /** Counts the open ones. */
  @Override
  public Integer call() {
    return asked(letters -> {
      var items = letters.get("/summary", Map.of()).path("items");
      print(items, "%8s  %-18s %s", "count", "topic", "reason");
      return 0;
    });
  }

  @Command(description = "Lists them, newest first.", mixinStandardHelpOptions = true)
  int list(
      @Mixin Chosen chosen,
      @Option(
              names = "--state",
              defaultValue = "open",
              description = "open, redriven or discarded (default: ${DEFAULT-VALUE})")
          String state,
      @Option(
              names = "--limit",
              defaultValue = "50",
              description = "how many, 1 to 200 (default: ${DEFAULT-VALUE})")
          int limit) {
    return asked(letters -> {
      var query = chosen.named();
      query.put("state", state);
      query.put("limit", Integer.toString(limit));
      var items = letters.get("", query).path("items");
      print(items, "%8s  %-18s %s  %s", "id", "topic", "dead_at", "reason");
      return 0;
    });
  }

  @Command(description = "Shows one with its payload and cause.", mixinStandardHelpOptions = true)
  int show(@Parameters(paramLabel = "ID") long id) {
    return asked(letters -> {
      var letter = letters.get("/" + id, Map.of());
      if (json) {
        System.out.println(letter);
      } else {
        letter.forEachEntry((name, value) -> System.out.println(name + ": " + value.asString("")));
      }
      return 0;
    });
  }

  @Command(
      description = "Sends those with these ids, or all of a topic or reason, to their topics.",
      mixinStandardHelpOptions = true)
  int redrive(
      @Parameters(paramLabel = "ID", arity = "0..*") @Nullable List<Long> ids,
      @Mixin Chosen chosen) {
    return asked(letters -> done(letters, "/redrive", chosen.body(known(ids)), "sent again"));
  }

  @Command(
      description = "Sets those with these ids, or all of a topic or reason, aside.",
      mixinStandardHelpOptions = true)
  int discard(
      @Parameters(paramLabel = "ID", arity = "0..*") @Nullable List<Long> ids,
      @Mixin Chosen chosen,
      @Option(names = "--note", required = true, description = "why") String note) {
    return asked(letters ->
        done(letters, "/discard", chosen.body(known(ids)).put("note", note), "set aside"));
  }

  private static List<Long> known(@Nullable List<Long> ids) {
    return ids == null ? List.of() : ids;
  }

  private interface Question {
    int ask(DeadLetters letters);
  }

  /**
   * One request does so many; the rest follows at once, unless none of them could be had. What dies
   * again meanwhile is newer than the last of the first request's, and none of the rest.
   */
  private int done(DeadLetters letters, String path, ObjectNode body, String words) {
    long done = 0;
    var missed = new TreeSet<Long>();
    body.path("ids").forEach(id -> missed.add(id.longValue()));
    JsonNode answer;
    do {
      answer = letters.post(path, body);
      done += answer.path("done").longValue();
      missed.retainAll(answer.path("missed").valueStream().map(JsonNode::longValue).toList());
      answer.optional("last").ifPresent(last -> body.set("last", last));
    } while (answer.path("left").longValue() > 0 && answer.path("done").longValue() > 0);
    long left = answer.path("left").longValue();
    var counts = Map.of("done", done, "left", left, "missed", missed);
    System.out.println(
        json
            ? Json.mapper().writeValueAsString(counts)
            : done + " " + words + (left == 0 ? "" : ", " + left + " left"));
    if (!missed.isEmpty()) {
      System.err.println("callstream: unknown, or not open any more: " + listed(missed));
    }
    return left == 0 && missed.isEmpty() ? 0 : Refused.NO;
  }

  private static String listed(Set<Long> ids) {
    return ids.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private int asked(Question question) {
    try {
      return question.ask(new DeadLetters(gateway, key()));
    } catch (Refused e) {
      System.err.println("callstream: " + e.getMessage());
      return e.exitCode();
    }
  }

  private void print(JsonNode items, String format, String... columns) {
    if (json) {
      System.out.println(items);
      return;
    }
    System.out.println(String.format(format, (Object[]) columns));
    items.forEach(item ->
        System.out.println(
            String.format(
                format,
                java.util.Arrays.stream(columns)
                    .map(column -> item.path(column).asString(""))
                    .toArray())));
  }

  private String key() {
    @Nullable String key = System.getenv("CALLSTREAM_ADMIN_KEY");
    return Optional.ofNullable(key).filter(k -> !k.isBlank()).orElseGet(this::keyOfDataDir);
  }

  private String keyOfDataDir() {
    try {
      return Files.readString(dataDir.resolve("admin.key")).strip();
    } catch (IOException _) {
      throw new Refused(
          "set CALLSTREAM_ADMIN_KEY, or --data-dir to a folder with an admin.key",
          Refused.NOT_ASKED);
    }
  }
}
