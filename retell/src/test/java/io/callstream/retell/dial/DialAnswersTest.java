package io.callstream.retell.dial;

import static io.callstream.retell.dial.Dials.PATIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.retell.dial.DialOutcome.Accepted;
import io.callstream.retell.dial.DialOutcome.Rejected;
import io.callstream.retell.dial.DialOutcome.Throttled;
import io.callstream.retell.dial.DialOutcome.Unknown;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole and broken answers over a real socket: what each means, and that one request was sent. */
@Timeout(120)
class DialAnswersTest {

  private static final String CALL = "{\"call_id\":\"call_1\",\"call_status\":\"registered\"}";
  private static final String ERROR = "{\"status\":\"error\",\"message\":\"no\"}";

  static Stream<Arguments> answers() {
    return Stream.of(
        row("201", http(201, CALL), Accepted.class),
        row("200 with a call", http(200, CALL), Unknown.class),
        row("202 with a call", http(202, CALL), Unknown.class),
        row("203 with a call", http(203, CALL), Unknown.class),
        row(
            "201 after interim answers",
            "HTTP/1.1 103 Hints\r\n\r\n" + http(201, CALL),
            Accepted.class),
        row("201 in chunks", chunked(CALL, true), Accepted.class),
        row("201 to the end of the line", "HTTP/1.1 201 C\r\n\r\n" + CALL, Accepted.class),
        row("201 without call id", http(201, "{}"), Unknown.class),
        row("201 with an empty call id", http(201, "{\"call_id\":\"\"}"), Unknown.class),
        row("201 with a number as call id", http(201, "{\"call_id\":7}"), Unknown.class),
        row("201 that is no JSON", http(201, "<html>"), Unknown.class),
        row("201 that is empty", http(201, ""), Unknown.class),
        row("201 with a call in a list", http(201, "[" + CALL + "]"), Unknown.class),
        row("201 cut in its body", cut(http(201, CALL), 5), Unknown.class),
        row("201 cut after its headers", cut(http(201, CALL), CALL.length()), Unknown.class),
        row("201 cut in chunks", chunked(CALL, false), Unknown.class),
        row(
            "201 larger than we read",
            http(201, "{\"a\":\"" + "x".repeat(10_001) + "\"}"),
            Unknown.class),
        row(
            "201 followed by more than we read",
            http(201, CALL + " ".repeat(10_001)),
            Unknown.class),
        row("204", "HTTP/1.1 204 No Content\r\n\r\n", Unknown.class),
        row("301", http(301, ""), Unknown.class),
        row(
            "302 with a place to go",
            "HTTP/1.1 302 F\r\nLocation: /v2/other\r\nContent-Length: 0\r\n\r\n",
            Unknown.class),
        row("304", "HTTP/1.1 304 Not Modified\r\n\r\n", Unknown.class),
        row(
            "307",
            "HTTP/1.1 307 T\r\nLocation: /v2/create-phone-call\r\nContent-Length: 0\r\n\r\n",
            Unknown.class),
        row("400", http(400, ERROR), Rejected.class),
        row("401", http(401, ERROR), Rejected.class),
        row("402", http(402, ERROR), Rejected.class),
        row("403", http(403, ERROR), Rejected.class),
        row("404", http(404, ERROR), Rejected.class),
        row("422", http(422, ERROR), Rejected.class),
        row("422 cut in its body", cut(http(422, ERROR), 5), Unknown.class),
        row("405", http(405, ERROR), Unknown.class),
        row("408", http(408, ERROR), Unknown.class),
        row("409", http(409, ERROR), Unknown.class),
        row("410", http(410, ERROR), Unknown.class),
        row("413", http(413, ERROR), Unknown.class),
        row("429", http(429, ERROR), Throttled.class),
        row("500", http(500, ERROR), Unknown.class),
        row("502", http(502, "<html>bad gateway"), Unknown.class),
        row("503", "HTTP/1.1 503 S\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n", Unknown.class),
        row("504", http(504, ERROR), Unknown.class),
        row(
            "interim answers without end",
            "HTTP/1.1 100 C\r\n\r\n".repeat(50) + http(201, CALL),
            Unknown.class),
        row("no status line", "hello\r\n\r\n", Unknown.class),
        row("half a status line", "HTTP/1.1 2", Unknown.class),
        row("half a header", "HTTP/1.1 201 Created\r\nContent-Le", Unknown.class),
        row("nothing", "", Unknown.class));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void everyAnswerHasItsOutcomeAndOneRequestWasSent(
      String name, String answer, Class<? extends DialOutcome> expected) throws Exception {
    try (var server = RawServer.answering(answer)) {
      var outcome = Dials.dial(server, PATIENT);

      assertThat(outcome).isInstanceOf(expected);
      server.settled();
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 402, 403, 422})
  void aRefusalBringsRetellsWords(int status) throws Exception {
    try (var server = RawServer.answering(http(status, ERROR))) {
      assertThat(Dials.dial(server, PATIENT))
          .isEqualTo(new Rejected(status, "HTTP " + status + ": no"));
    }
  }

  @ParameterizedTest
  @MethodSource("waits")
  void aThrottleBringsTheWaitItAsksFor(String header, Duration expected) throws Exception {
    var answer = "HTTP/1.1 429 T\r\n" + header + "Content-Length: 0\r\n\r\n";
    try (var server = RawServer.answering(answer)) {
      assertThat(Dials.dial(server, PATIENT)).isEqualTo(new Throttled("HTTP 429", expected));
    }
  }

  static Stream<Arguments> waits() {
    return Stream.of(
        Arguments.of("", null),
        Arguments.of("Retry-After: 7\r\n", Duration.ofSeconds(7)),
        Arguments.of("Retry-After: soon\r\n", null),
        Arguments.of("Retry-After: -7\r\n", null),
        Arguments.of("Retry-After: 99999999999\r\n", null),
        Arguments.of("Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n", Duration.ZERO));
  }

  private static Arguments row(String name, String answer, Class<? extends DialOutcome> expected) {
    return Arguments.of(name, answer, expected);
  }

  private static String http(int status, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return "HTTP/1.1 "
        + status
        + " Some\r\nContent-Type: application/json\r\nContent-Length: "
        + length
        + "\r\n\r\n"
        + body;
  }

  private static String chunked(String body, boolean whole) {
    return "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"
        + Integer.toHexString(body.length())
        + "\r\n"
        + body
        + "\r\n"
        + (whole ? "0\r\n\r\n" : "");
  }

  private static String cut(String answer, int missing) {
    return answer.substring(0, answer.length() - missing);
  }
}
