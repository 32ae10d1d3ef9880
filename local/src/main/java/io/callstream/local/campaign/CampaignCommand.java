package io.callstream.local.campaign;

import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import tools.jackson.databind.JsonNode;

/** Makes, feeds, starts, watches and stops campaigns. */
@Command(
    name = "campaign",
    description = {
      "Makes, feeds, starts, watches and stops campaigns of a running gateway.",
      "Exit code 0 when done, 1 when the gateway refused, 2 when it could not be asked; warnings and how far"
          + " an upload is go to stderr."
    },
    subcommands = picocli.CommandLine.HelpCommand.class,
    mixinStandardHelpOptions = true)
public final class CampaignCommand {

  private static final String PATH = "/api/v1/campaigns";
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

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

  @Command(description = "Makes a draft of the rules in a JSON file; prints its id.")
  int create(@Parameters(paramLabel = "FILE") Path file) {
    var made = client().post(PATH, read(file));
    warn(made);
    return say(made, made.path("campaign_id").asString());
  }

  @Command(
      name = "import",
      description = {
        "Uploads people, a CSV or JSON lines (.ndjson). It may be repeated: nobody is added twice.",
        "Exit code 1 also when rows were rejected; where to get them is told."
      })
  int upload(@Parameters(paramLabel = "ID") String id, @Parameters(paramLabel = "FILE") Path file) {
    var type = file.toString().endsWith(".ndjson") ? "application/x-ndjson" : "text/csv";
    var bar = new UploadBar(size(file), isTerminal() ? System.err : null);
    var done = client().upload(PATH + "/" + id + "/recipients", file, type, bar);
    bar.end();
    say(
        done,
        "%s rows: %s accepted (%s suppressed), %s duplicate, %s rejected"
            .formatted(
                done.path("rows"),
                done.path("accepted"),
                done.path("suppressed"),
                done.path("duplicate"),
                done.path("rejected")));
    if (done.path("rejected").asLong() == 0) {
      return 0;
    }
    System.err.println(
        "rejected rows, to be mended: " + gateway.resolve(done.path("rejects_url").asString("")));
    return CampaignFailed.REFUSED;
  }

  @Command(description = "Lets its people be called.")
  int start(@Parameters(paramLabel = "ID") String id) {
    return move(id, "start", "");
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new CampaignFailed("cannot read " + file + ": " + e, CampaignFailed.COULD_NOT_START);
    }
  }

  @Command(description = "Lets nobody be called any more.")
  int pause(@Parameters(paramLabel = "ID") String id) {
    return move(id, "pause", "");
  }

  @Command(description = "Goes on.")
  int resume(@Parameters(paramLabel = "ID") String id) {
    return move(id, "resume", "");
  }

  @Command(description = "Withdraws it for good.")
  int cancel(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--stop", description = "stop the calls that go on, too") boolean stop) {
    return move(id, "cancel", "{\"in_flight\": \"" + (stop ? "stop" : "finish") + "\"}");
  }

  @Command(
      name = "dry-run",
      description = "Says who would be called now, who would be held and why; calls nobody.")
  int dryRun(@Parameters(paramLabel = "ID") String id) {
    var run = client().get(PATH + "/" + id + "/dry-run");
    var cost = run.path("cost_estimate").path("cents");
    return say(
        run,
        "%s of %s would be called now; held: %s; cost: %s"
            .formatted(
                run.path("would_be_dialled"),
                run.path("people"),
                run.path("holds"),
                cost.isNumber() ? cost + " cents" : "not known"));
  }

  @Command(
      description = {
        "Shows how far it is until it is finished, cancelled or paused.",
        "Exit code 0 when it is finished or a person paused it, 1 when it was cancelled, has paused itself,",
        "or has nobody to call."
      })
  int watch(@Parameters(paramLabel = "ID") String id) {
    var client = client();
    boolean terminal = isTerminal();
    while (true) {
      var now = client.get(PATH + "/" + id + "/progress");
      var bar = new ProgressBar(now);
      if (json) {
        System.out.println(now);
      } else {
        System.out.print(terminal ? "\r" + bar.line() : bar.line() + System.lineSeparator());
        System.out.flush();
      }
      if (bar.stands()) {
        return end(now, terminal);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  @Command(description = "Prints what became of each person, as CSV.")
  int report(@Parameters(paramLabel = "ID") String id) {
    client().copy(PATH + "/" + id + "/report.csv", System.out);
    return 0;
  }

  private int end(JsonNode now, boolean terminal) {
    if (terminal && !json) {
      System.out.println();
    }
    if (now.path("recipients").asLong() == 0) {
      System.err.println("it has nobody to call");
      return CampaignFailed.REFUSED;
    }
    var reason = now.path("state_reason");
    if (reason.isString()) {
      System.err.println("it paused itself: " + reason.asString());
    }
    boolean well = !reason.isString() && !now.path("state").asString().equals("cancelled");
    return well ? 0 : CampaignFailed.REFUSED;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new CampaignFailed("cannot read " + file + ": " + e, CampaignFailed.COULD_NOT_START);
    }
  }

  private int move(String id, String move, String body) {
    var now = client().post(PATH + "/" + id + "/" + move, body);
    warn(now);
    return say(now, now.path("state").asString());
  }

  private static void warn(JsonNode campaign) {
    campaign.path("warnings").forEach(text -> System.err.println("warning: " + text.asString()));
  }

  private int say(JsonNode answer, String words) {
    System.out.println(json ? answer.toString() : words);
    return 0;
  }

  private GatewayClient client() {
    return new GatewayClient(gateway, key());
  }

  private String key() {
    @Nullable String key = System.getenv("CALLSTREAM_ADMIN_KEY");
    return Optional.ofNullable(key).filter(k -> !k.isBlank()).orElseGet(this::keyOfDataDir);
  }

  private String keyOfDataDir() {
    try {
      return Files.readString(dataDir.resolve("admin.key")).strip();
    } catch (IOException e) {
      throw new CampaignFailed(
          "set CALLSTREAM_ADMIN_KEY, or --data-dir to a folder with an admin.key",
          CampaignFailed.COULD_NOT_START);
    }
  }
}
