package io.callstream.local.rebuild;

import io.callstream.contracts.Json;
import io.callstream.local.running.Jars;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Makes the read model again from Kafka, by a process of the projector's jar: only that knows the
 * mapping.
 */
@Command(
    name = "rebuild",
    description = {
      "Makes the read model again from Kafka with the mapping of this build, while all goes on.",
      "Goes where DATABASE_* and KAFKA_BOOTSTRAP_SERVERS say, else to what `callstream up` runs.",
      "Exit code 0 when done, 1 when the rebuild failed, 2 when it could not begin."
    },
    mixinStandardHelpOptions = true)
public final class RebuildCommand implements Callable<Integer> {

  private static final int FAILED = 1;
  private static final int NOT_BEGUN = 2;

  /** What is done with the rebuilt rows. */
  static final class Then {

    @Option(names = "--diff", description = "show what would change: how many rows, by column")
    private boolean diff;

    @Option(
        names = "--switch",
        description = "change it, in one transaction; projectors with another mapping stand still")
    private boolean switchOver;

    String wanted() {
      if (diff == switchOver) {
        throw new IllegalStateException("exactly one of --diff and --switch");
      }
      return diff ? "--diff" : "--switch";
    }
  }

  @ArgGroup(multiplicity = "1")
  private Then then = new Then();

  @Option(
      names = "--data-dir",
      defaultValue = ".callstream",
      description = "of a running `callstream up` (default: ${DEFAULT-VALUE})")
  private Path dataDir = Path.of(".callstream");

  @Option(
      names = "--kafka-port",
      defaultValue = "9092",
      description = "Kafka's port on 127.0.0.1 (default: ${DEFAULT-VALUE})")
  private int kafkaPort = 9092;

  @Option(
      names = "--postgres-port",
      defaultValue = "5433",
      description = "PostgreSQL's port on 127.0.0.1 (default: ${DEFAULT-VALUE})")
  private int postgresPort = 5433;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  private final Map<String, String> environment;

  /** Of this process' environment. */
  public RebuildCommand() {
    this(System.getenv());
  }

  RebuildCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (environment.containsKey("DATABASE_URL") && !isInstallationKnown()) {
      System.err.println(
          "callstream: CALLSTREAM_INSTALLATION must say whose calls are in DATABASE_URL: those of"
              + " any other are foreign");
      return NOT_BEGUN;
    }
    try {
      var rebuild =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--sun-misc-unsafe-memory-access=allow",
                  "-jar",
                  Jars.find().projector().toString(),
                  "rebuild",
                  then.wanted())
              .redirectError(Redirect.INHERIT);
      settings().forEach(rebuild.environment()::putIfAbsent);
      var running = rebuild.start();
      // Ends with this process: what it has rebuilt is there for the next one.
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(running::destroy));
      byte[] answer = running.getInputStream().readAllBytes();
      int exitCode = running.waitFor();
      return exitCode == 0 ? show(answer) : exitCode;
    } catch (IOException e) {
      System.err.println("callstream: cannot run the projector's jar: " + e.getMessage());
      return NOT_BEGUN;
    }
  }

  /** What {@code callstream up} tells a projector, as far as the shell says nothing else. */
  private Map<String, String> settings() throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + kafkaPort);
    if (!environment.containsKey("DATABASE_URL")) {
      settings.put(
          "DATABASE_URL", "jdbc:postgresql://127.0.0.1:%d/callstream".formatted(postgresPort));
      settings.put("DATABASE_PASSWORD", "callstream");
    }
    if (Files.isReadable(installation())) {
      settings.put("CALLSTREAM_INSTALLATION", Files.readString(installation()).strip());
    } else if (!isInstallationKnown()) {
      // The sandbox's calls are those of `default`, which Retell's own address does not take.
      settings.put("RETELL_BASE_URL", "http://127.0.0.1:8090");
    }
    return settings;
  }

  private boolean isInstallationKnown() {
    return !environment.getOrDefault("CALLSTREAM_INSTALLATION", "").isBlank()
        || Files.isReadable(installation());
  }

  private Path installation() {
    return dataDir.resolve("installation");
  }

  private int show(byte[] answer) {
    try {
      var lines = new String(answer, StandardCharsets.UTF_8).lines().toList();
      var difference = Json.mapper().readTree(lines.isEmpty() ? "" : lines.getLast());
      System.out.println(json ? difference : words(difference, then.diff));
      return 0;
    } catch (JacksonException _) {
      System.err.println(
          "callstream: no answer of a rebuild: " + new String(answer, StandardCharsets.UTF_8));
      return FAILED;
    }
  }

  /** The answer as a person reads it. */
  static String words(JsonNode difference, boolean diff) {
    var lines = new ArrayList<String>();
    lines.add(
        "%d calls, made by mapping %d; %d older than Kafka remembers stay as they are"
            .formatted(
                difference.path("rows").longValue(),
                difference.path("from").longValue(),
                difference.path("older").longValue()));
    lines.add(
        "%d rows %s"
            .formatted(difference.path("changed").longValue(), diff ? "differ" : "changed"));
    difference
        .path("by_column")
        .forEachEntry((column, rows) -> lines.add("%10d  %s".formatted(rows.longValue(), column)));
    if (difference.path("unseen").longValue() > 0) {
      lines.add(
          "%d more only in what decides about later signals"
              .formatted(difference.path("unseen").longValue()));
    }
    long wal = difference.path("wal_bytes").longValue(0);
    long bound = difference.path("wal_bound").longValue(-1);
    if (diff && bound >= 0 && wal > bound / 2) {
      lines.add(
          ("a switch writes some %d MB at once: raise max_slot_wal_keep_size (%d MB) before it, or"
                  + " the relay's slot may be lost and all that is kept be sent again")
              .formatted(wal >> 20, bound >> 20));
    }
    return String.join(System.lineSeparator(), lines);
  }
}
