package io.callstream.local.dlt;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command asks of a gateway, what it prints, how it ends. */
class DltCommandTest {

  @TempDir private Path dataDir;

  private final List<String> asked = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private HttpServer gateway;
  private int status = 200;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(dataDir.resolve("admin.key"), "the-key\n");
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext(
        "/",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
          assertThat(exchange.getRequestHeaders().getFirst("Authorization")).startsWith("Bearer ");
          byte[] answer = answers.removeFirst().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    gateway.start();
  }

  @AfterEach
  void stop() {
    gateway.stop(0);
  }

  @Test
  void aloneItCountsByTopicAndReason() {
    answers.add(
        "{\"items\":[{\"topic\":\"retell-webhooks\",\"reason\":\"Unreadable\",\"count\":12}]}");

    var said = new StringBuilder();
    assertThat(run(said)).isZero();

    assertThat(asked.getFirst()).startsWith("GET /api/v1/dead-letters/summary");
    assertThat(said.toString()).contains("12").contains("retell-webhooks").contains("Unreadable");
  }

  @Test
  void redriveByReasonGoesOnUntilNothingIsLeft() {
    answers.add("{\"done\":10000,\"left\":5}");
    answers.add("{\"done\":5,\"left\":0}");

    var said = new StringBuilder();
    assertThat(run(said, "redrive", "--reason", "Unreadable")).isZero();

    assertThat(asked)
        .hasSize(2)
        .allMatch(q -> q.equals("POST /api/v1/dead-letters/redrive {\"reason\":\"Unreadable\"}"));
    assertThat(said.toString()).contains("10005 sent again");
  }

  @Test
  void whatDiesAgainMeanwhileIsNotAmongTheRest() {
    answers.add("{\"done\":10000,\"left\":5,\"last\":77}");
    answers.add("{\"done\":5,\"left\":0,\"last\":77}");

    assertThat(run(new StringBuilder(), "redrive", "--reason", "Unreadable")).isZero();

    assertThat(asked)
        .containsExactly(
            "POST /api/v1/dead-letters/redrive {\"reason\":\"Unreadable\"}",
            "POST /api/v1/dead-letters/redrive {\"reason\":\"Unreadable\",\"last\":77}");
  }

  @Test
  void discardNamesIdsAndSaysWhy() {
    answers.add("{\"done\":2,\"missed\":[],\"left\":0,\"last\":77}");

    assertThat(run(new StringBuilder(), "discard", "7", "8", "--note", "tests of ours")).isZero();

    assertThat(asked.getFirst())
        .isEqualTo("POST /api/v1/dead-letters/discard {\"ids\":[7,8],\"note\":\"tests of ours\"}");
  }

  @Test
  void idsThatCouldNotBeSentAreNamedAndAreExitCode1() {
    answers.add("{\"done\":1,\"missed\":[9,8],\"left\":0,\"last\":77}");

    var said = new StringBuilder();
    assertThat(run(said, "redrive", "7", "8", "9")).isEqualTo(1);

    assertThat(said.toString()).contains("1 sent again").contains("8, 9");
  }

  /** Each of them in one of two requests: somebody else had one at hand for a while. */
  @Test
  void idsThatWereSentAfterAllAreNotNamed() {
    answers.add("{\"done\":1,\"missed\":[8],\"left\":1,\"last\":77}");
    answers.add("{\"done\":1,\"missed\":[7],\"left\":0,\"last\":77}");

    assertThat(run(new StringBuilder(), "redrive", "7", "8")).isZero();
  }

  @Test
  void refusalIsSaidAndIsExitCode1() {
    status = 503;
    answers.add("{\"detail\":\"Kafka does not take them\"}");

    var said = new StringBuilder();
    assertThat(run(said, "redrive", "7")).isEqualTo(1);

    assertThat(said.toString()).contains("Kafka does not take them");
  }

  @Test
  void gatewayThatDoesNotAnswerIsExitCode2() {
    gateway.stop(0);

    assertThat(run(new StringBuilder(), "list")).isEqualTo(2);
  }

  private int run(StringBuilder said, String... args) {
    var all = new ArrayList<>(List.of(args));
    all.add("--gateway=http://127.0.0.1:" + gateway.getAddress().getPort());
    all.add("--data-dir=" + dataDir);
    var out = System.out;
    var err = System.err;
    var bytes = new ByteArrayOutputStream();
    var printed = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    System.setOut(printed);
    System.setErr(printed);
    try {
      return new CommandLine(new DltCommand()).execute(all.toArray(String[]::new));
    } finally {
      System.setOut(out);
      System.setErr(err);
      said.append(bytes.toString(StandardCharsets.UTF_8));
    }
  }
}
