package io.callstream.local.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command asks of a gateway, what it prints, and how it ends. */
class CampaignCommandTest {

  private static final String ID = "5f57f6a5-4a3a-4f57-9d5c-0a51c3f6a001";

  @TempDir private Path dir = Path.of("");
  private HttpServer server = server();
  private final Map<String, Deque<String>> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new ArrayList<>();
  private final PrintStream stdout = System.out;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void listen() throws IOException {
    server.createContext("/", this::answer);
    server.start();
    Files.writeString(dir.resolve("admin.key"), "the-key\n");
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setOut(stdout);
    System.setErr(stderr);
    server.stop(0);
  }

  @Test
  void createPrintsTheIdAndTheWarnings() throws IOException {
    Path rules = Files.writeString(dir.resolve("rules.json"), "{\"name\": \"A\"}");
    answers(
        "POST /api/v1/campaigns",
        "{\"campaign_id\": \"" + ID + "\", \"warnings\": [\"all hours\"]}");

    assertThat(run("create", rules.toString())).isZero();

    assertThat(printed(out)).isEqualTo(ID);
    assertThat(printed(err)).isEqualTo("warning: all hours");
    assertThat(asked).containsExactly("POST /api/v1/campaigns Bearer the-key {\"name\": \"A\"}");
  }

  @Test
  void importCountsTheRows() throws IOException {
    Path people = Files.writeString(dir.resolve("people.csv"), "phone\n+12125550123\n");
    answers(
        "POST /api/v1/campaigns/" + ID + "/recipients",
        "{\"rows\": 2, \"accepted\": 1, \"suppressed\": 0, \"duplicate\": 1, \"rejected\": 0}",
        "{\"rows\": 3, \"accepted\": 1, \"suppressed\": 0, \"duplicate\": 1, \"rejected\": 1,"
            + " \"rejects_url\": \"/api/v1/campaigns/x/rejects.csv\"}");

    assertThat(run("import", ID, people.toString())).isZero();
    assertThat(asked.getFirst()).endsWith(" phone\n+12125550123\n");
    assertThat(run("import", ID, people.toString())).as("some rows were rejected").isEqualTo(1);

    assertThat(printed(out))
        .isEqualTo(
            "2 rows: 1 accepted (0 suppressed), 1 duplicate, 0 rejected\n"
                + "3 rows: 1 accepted (0 suppressed), 1 duplicate, 1 rejected");
    assertThat(printed(err)).contains("/api/v1/campaigns/x/rejects.csv");
  }

  @Test
  void movesSayTheStateAndJsonIsTheGateways() {
    for (String move : List.of("start", "pause", "resume", "cancel")) {
      answers("POST /api/v1/campaigns/" + ID + "/" + move, "{\"state\": \"after " + move + "\"}");
      assertThat(run(move, ID)).isZero();
    }
    assertThat(printed(out)).isEqualTo("after start\nafter pause\nafter resume\nafter cancel");
    assertThat(asked.getLast()).endsWith("{\"in_flight\": \"finish\"}");
    answers("POST /api/v1/campaigns/" + ID + "/cancel", "{\"state\":\"cancelling\"}");
    out.reset();
    assertThat(run("cancel", ID, "--stop", "--json")).isZero();
    assertThat(printed(out)).isEqualTo("{\"state\":\"cancelling\"}");
    assertThat(asked.getLast()).endsWith("{\"in_flight\": \"stop\"}");
  }

  @Test
  void watchShowsTheWayAndItsExitCodeSaysTheEnd() {
    String path = "GET /api/v1/campaigns/" + ID + "/progress";
    answers(
        path,
        "{\"state\": \"running\", \"recipients\": 10, \"completed\": 4, \"failed\": 1, \"dialling\": 2}",
        "{\"state\": \"finished\", \"recipients\": 10, \"completed\": 9, \"failed\": 1}");
    assertThat(run("watch", ID)).isZero();
    assertThat(printed(out)).contains("5/10 running, 2 dialling").contains("10/10 finished");
    answers(path, "{\"state\": \"cancelled\", \"recipients\": 10}");
    assertThat(run("watch", ID)).isEqualTo(1);
    answers(path, "{\"state\": \"paused\", \"state_reason\": \"no money\", \"recipients\": 10}");
    assertThat(run("watch", ID)).isEqualTo(1);
    assertThat(printed(err)).contains("it paused itself: no money");
    answers(path, "{\"state\": \"running\", \"recipients\": 0}");
    assertThat(run("watch", ID)).as("would wait for ever").isEqualTo(1);
    assertThat(printed(err)).contains("it has nobody to call");
  }

  @Test
  void dryRunAndReport() {
    answers(
        "GET /api/v1/campaigns/" + ID + "/dry-run",
        "{\"people\": 5, \"would_be_dialled\": 4, \"holds\": {\"gap\": 1}, \"cost_estimate\": {\"cents\": 12.5}}");
    assertThat(run("dry-run", ID)).isZero();
    assertThat(printed(out))
        .isEqualTo("4 of 5 would be called now; held: {\"gap\":1}; cost: 12.5 cents");
    answers("GET /api/v1/campaigns/" + ID + "/report.csv", "to_number,state\r\n+1,completed\r\n");
    out.reset();
    assertThat(run("report", ID)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("to_number,state\r\n+1,completed\r\n");
  }

  @Test
  void whatTheGatewayRefusesIsOneAndWhatCannotBeAskedTwo() {
    assertThat(run("start", ID)).as("an unknown campaign").isEqualTo(1);
    assertThat(run("report", ID)).isEqualTo(1);
    assertThat(run("create", dir.resolve("none.json").toString())).isEqualTo(2);
    assertThat(run("import", ID, dir.resolve("none.csv").toString())).isEqualTo(2);
    server.stop(0);
    assertThat(run("start", ID)).isEqualTo(2);
    assertThat(printed(err)).contains("404 nothing here").contains("does not answer");
  }

  private int run(String... arguments) {
    var commands = new CommandLine(new CampaignCommand());
    commands.setExecutionExceptionHandler((failure, _, _) -> {
      if (failure instanceof CampaignFailed failed) {
        System.err.println(failed.getMessage());
        return failed.exitCode();
      }
      throw failure;
    });
    var where =
        Stream.of(
            "--gateway=http://127.0.0.1:" + server.getAddress().getPort(), "--data-dir=" + dir);
    return commands.execute(Stream.concat(Arrays.stream(arguments), where).toArray(String[]::new));
  }

  private void answers(String request, String... bodies) {
    answers.put(request, new ArrayDeque<>(List.of(bodies)));
  }

  private void answer(HttpExchange exchange) throws IOException {
    var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(request + " " + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
    var left = answers.getOrDefault(request, new ArrayDeque<>());
    var answer = left.size() > 1 ? left.poll() : left.peek();
    var bytes =
        (answer == null ? "{\"detail\": \"nothing here\"}" : answer)
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length);
    try (var to = exchange.getResponseBody()) {
      to.write(bytes);
    }
  }

  private static String printed(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8).strip().replace("\r", "");
  }

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
