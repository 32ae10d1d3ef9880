package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.local.printed.PasteShell;
import io.callstream.local.printed.PrintedCommands;
import io.callstream.local.printed.PrintedCommands.Printed;
import io.callstream.local.running.Jars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;

/** Every line of the README, pasted into a shell against a system that runs. */
class ReadmeIT {

  private static final String GATEWAY = "http://127.0.0.1:8080";
  private static final String SANDBOX = "http://127.0.0.1:8090";
  private static final Pattern ONE_CALL =
      Pattern.compile("http://127.0.0.1:8080/api/v1/calls/([0-9a-f-]{36})(/events)?$");

  /**
   * What another journey may have left is in them, or a state that is not to be had at will; and at
   * the journeys' speed a call may start before it is known to be placed.
   */
  private static final List<String> NOT_COMPARED =
      List.of(
          "/api/v1/calls?",
          "/events",
          "/dry-run",
          "curl -H \"Authorization: Bearer $KEY\" " + GATEWAY + "/api/v1/agents");

  private static final String RESTORED = "guard";
  private static final String SHOWN_FILE = "cat ";

  private final Rig rig = Rig.shared();

  @TempDir private Path folder;

  @Test
  void everyLineCanBePastedAndPrintsWhatIsSaid() throws Exception {
    List<Printed> lines = PrintedCommands.of(Jars.find().root().resolve("README.md"));
    assertThat(lines).hasSizeGreaterThan(30);
    SoftAssertions all = new SoftAssertions();
    try (PasteShell shell = new PasteShell(folder, Map.of("KEY", Rig.ADMIN_KEY))) {
      for (Printed line : lines) {
        makeWhatIsShown(line);
        awaitEnd(line.command());
        String printed = here(shell.paste(there(line.command())));
        if (line.command().endsWith("$CAMPAIGN/start")) {
          awaitFinished(shell);
        }
        if (compared(line)) {
          all.assertThat(lasting(printed)).as(line.command()).isEqualTo(lasting(line.printed()));
        }
      }
    }
    all.assertAll();
  }

  private static boolean compared(Printed line) {
    boolean restored =
        line.command().contains(RESTORED) || line.printed().contains("\"shut\":true");
    return !restored && NOT_COMPARED.stream().noneMatch(line.command()::contains);
  }

  /** A text without what is another every time; of JSON the order of its fields too. */
  private static Object lasting(String printed) {
    String lasting = PrintedCommands.lasting(printed);
    try {
      return Calls.tree(lasting);
    } catch (JacksonException notJson) {
      return lasting;
    }
  }

  /** A reader has files of his own. */
  private void makeWhatIsShown(Printed line) throws IOException {
    if (line.command().startsWith(SHOWN_FILE)) {
      Files.writeString(
          folder.resolve(line.command().substring(SHOWN_FILE.length())), line.printed() + "\n");
    }
  }

  private void awaitFinished(PasteShell shell) throws IOException {
    String campaign = shell.paste("echo $CAMPAIGN").strip();
    await("campaign " + campaign + " is finished")
        .atMost(Rig.LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() ->
            rig.gateway()
                .get("/api/v1/campaigns/" + campaign + "/progress")
                .contains("\"finished\""));
    await("the read model knows")
        .atMost(Rig.LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() ->
            rig.gateway()
                .get("/api/v1/calls/stats?campaign_id=" + campaign)
                .contains("\"by_status\":{\"completed\":2}"));
  }

  /** A reader reads on while the phone rings. */
  private void awaitEnd(String command) {
    var call = ONE_CALL.matcher(command);
    if (call.find()) {
      await("call " + call.group(1) + " has been analysed")
          .atMost(Rig.LIMIT)
          .pollInterval(Duration.ofMillis(200))
          .until(() ->
              rig.gateway().get("/api/v1/calls/" + call.group(1)).contains("\"call_summary\""));
    }
  }

  /** At any hour of the day the test is run. */
  private String there(String command) {
    return command
        .replace("\"from\": \"09:00\", \"to\": \"20:00\"", "\"from\": \"00:00\", \"to\": \"24:00\"")
        .replace(GATEWAY, rig.gatewayAddress().toString())
        .replace(SANDBOX, rig.sandbox().address().toString());
  }

  private String here(String printed) {
    return printed
        .replaceAll("\"warnings\":\\[[^]]*]", "\"warnings\":[]")
        .replace(rig.gatewayAddress().toString(), GATEWAY)
        .replace(Rig.AGENT, "agent_sandbox");
  }
}
