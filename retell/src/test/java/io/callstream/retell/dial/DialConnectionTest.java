package io.callstream.retell.dial;

import static io.callstream.retell.dial.Dials.PATIENT;
import static io.callstream.retell.dial.Dials.call;
import static io.callstream.retell.dial.Dials.inTime;
import static io.callstream.retell.dial.Dials.line;
import static io.callstream.retell.dial.Dials.opened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.callstream.retell.dial.DialOutcome.Accepted;
import io.callstream.retell.dial.DialOutcome.NotSent;
import io.callstream.retell.dial.DialOutcome.Unknown;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The line cut at each step: what is said of the dial, and what really left us. */
@Timeout(180)
class DialConnectionTest {

  private static final String ACCEPTED =
      "HTTP/1.1 201 Created\r\nContent-Length: 20\r\n\r\n{\"call_id\":\"call_1\"}";
  private static final int DRIPS = 100;
  private static final DialLimits IMPATIENT =
      new DialLimits(Duration.ofSeconds(20), Duration.ofMillis(300), 10_000);

  @Test
  void theRequestIsWhatRetellDocuments() throws Exception {
    try (var server = RawServer.answering(ACCEPTED)) {
      var outcome = (Accepted) Dials.dial(server, PATIENT);

      assertThat(outcome.retellCallId()).isEqualTo("call_1");
      var request = server.settled().received();
      assertThat(request)
          .startsWith("POST /v2/create-phone-call HTTP/1.1\r\n")
          .contains("Host: localhost:" + server.address().getPort() + "\r\n")
          .contains("Authorization: Bearer key_secret\r\n")
          .contains("Content-Type: application/json\r\n")
          .contains("Connection: close\r\n")
          .endsWith(
              "\r\n\r\n{\"from_number\":\"+12125550117\",\"to_number\":\"+13105550164\","
                  + "\"override_agent_id\":\"agent_1\","
                  + "\"retell_llm_dynamic_variables\":{\"name\":\"Zoë\"},"
                  + "\"metadata\":{\"callstream_dial_id\":\"d-1\"}}");
    }
  }

  @Test
  void aRefusedConnectionIsUnreachable() throws Exception {
    int port;
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = taken.getLocalPort();
    }
    try (var line = line(URI.create("http://127.0.0.1:" + port), PATIENT)) {
      assertThat(line.open()).isInstanceOf(Opened.Unreachable.class);
    }
  }

  @Test
  void anUnknownHostIsUnreachable() {
    try (var line = line(URI.create("http://no-such-host.invalid"), PATIENT)) {
      assertThat(line.open()).isInstanceOf(Opened.Unreachable.class);
    }
  }

  /** MECHANISMS.md B7. */
  @Test
  void b7_cutAfterAnyNumberOfBytesTheDialIsUnknownAndWasSentOnce() throws Exception {
    int whole = wholeRequest();
    for (int count = 1; count <= whole; count++) {
      int bytes = count;
      try (var server = RawServer.that(conversation -> conversation.read(bytes))) {
        assertThat(Dials.dial(server, PATIENT))
            .as("cut after %s bytes", bytes)
            .isInstanceOf(Unknown.class);
        server.settled();
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.bytes()).isEqualTo(bytes);
        assertThat(server.requests()).isEqualTo(bytes == whole ? 1 : 0);
      }
    }
  }

  /**
   * MECHANISMS.md B6. Tried anew until the end of the line is seen in time: how soon the kernel
   * tells of it is not ours to say.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void b6_aLineCutBeforeTheRequestIsNotSent(boolean reset) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(sentOnACutLine(reset)).isInstanceOf(NotSent.class));
  }

  private static DialOutcome sentOnACutLine(boolean reset) throws Exception {
    var cut = new CountDownLatch(1);
    try (var server =
            RawServer.that(conversation -> {
              if (reset) {
                conversation.reset();
              } else {
                conversation.closeNow();
              }
              cut.countDown();
            });
        var line = line(server.address(), PATIENT);
        var connection = opened(line)) {
      cut.await();
      return connection.send(call(), inTime());
    }
  }

  @Test
  void b6_cutWhileTheRequestIsOnItsWayNothingIsClaimed() throws Exception {
    for (int i = 0; i < 200; i++) {
      try (var server = RawServer.that(RawServer.Conversation::closeNow)) {
        assertThat(Dials.dial(server, PATIENT)).isInstanceOfAny(NotSent.class, Unknown.class);
        assertThat(server.settled().connections()).isEqualTo(1);
      }
    }
  }

  /** What came before the request cannot be its answer. */
  @Test
  void anAnswerBeforeTheRequestIsNotBelieved() throws Exception {
    var said = new CountDownLatch(1);
    try (var server =
            RawServer.that(conversation -> {
              conversation.send(ACCEPTED);
              said.countDown();
              conversation.readToEnd();
            });
        var line = line(server.address(), PATIENT);
        var connection = opened(line)) {
      said.await();

      assertThat(connection.send(call(), inTime())).isInstanceOf(NotSent.class);
      assertThat(server.settled().bytes()).isZero();
    }
  }

  /** MECHANISMS.md B5. */
  @ParameterizedTest
  @ValueSource(strings = {"wall", "monotonic", "set back"})
  void b5_pastTheWriteLimitByEitherClockNoByteLeaves(String clock) throws Exception {
    var wall = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    var nanos = new AtomicLong();
    try (var server = RawServer.that(RawServer.Conversation::readToEnd);
        var line = line(server.address(), PATIENT);
        var connection = opened(line)) {
      var deadline = WriteDeadline.within(Duration.ofSeconds(2), wall::get, nanos::get);
      switch (clock) {
        case "wall" -> wall.updateAndGet(time -> time.plusMillis(2_001));
        case "monotonic" -> nanos.set(Duration.ofMillis(2_001).toNanos());
        default -> wall.updateAndGet(time -> time.minusMillis(1));
      }

      assertThat(connection.send(call(), deadline)).isInstanceOf(NotSent.class);
      server.settled();
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.bytes()).isZero();
    }
  }

  @Test
  void b5_atTheWriteLimitTheRequestStillGoes() throws Exception {
    var wall = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    var nanos = new AtomicLong(Long.MAX_VALUE - 5);
    try (var server = RawServer.answering(ACCEPTED);
        var line = line(server.address(), PATIENT);
        var connection = opened(line)) {
      var deadline = WriteDeadline.within(Duration.ofSeconds(2), wall::get, nanos::get);
      wall.updateAndGet(time -> time.plusSeconds(2));
      nanos.addAndGet(Duration.ofSeconds(2).toNanos());

      assertThat(connection.send(call(), deadline)).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void aServerThatTakesTheRequestAndHangsIsUnknownAtTheLimit() throws Exception {
    try (var server = RawServer.that(RawServer.Conversation::readToEnd)) {
      assertThat(Dials.dial(server, IMPATIENT))
          .isInstanceOfSatisfying(
              Unknown.class, unknown -> assertThat(unknown.cause()).contains("PT0.3S"));
      assertThat(server.settled().requests()).isEqualTo(1);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  /**
   * A limit for each read would be pushed back by every byte, and the whole answer, which comes in
   * the end, believed.
   */
  @ParameterizedTest
  @ValueSource(strings = {"headers", "body"})
  void anAnswerThatDripsIsCutAtTheLimit(String where) throws Exception {
    var beginning = "HTTP/1.1 201 Created\r\nContent-Length: " + (DRIPS + 20) + "\r\n";
    var slow = where.equals("headers") ? "X-Slow: " : "\r\n";
    var ending = where.equals("headers") ? "\r\n\r\n" + " ".repeat(DRIPS) : "";
    try (var server =
        RawServer.that(conversation -> {
          conversation.readRequest();
          conversation.send(beginning + slow);
          for (int i = 0; i < DRIPS; i++) {
            conversation.send(" ");
            conversation.pause(Duration.ofMillis(50));
          }
          conversation.send(ending + "{\"call_id\":\"call_1\"}");
        })) {
      assertThat(Dials.dial(server, IMPATIENT)).isInstanceOf(Unknown.class);
      assertThat(server.settled().requests()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionCarriesOneRequest() throws Exception {
    try (var server = RawServer.answering(ACCEPTED);
        var line = line(server.address(), PATIENT);
        var connection = opened(line)) {
      assertThat(connection.send(call(), inTime())).isInstanceOf(Accepted.class);
      assertThatThrownBy(() -> connection.send(call(), inTime()))
          .isInstanceOf(IllegalStateException.class);
      server.settled();
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.requests()).isEqualTo(1);
    }
  }

  @Test
  void anUnusedConnectionIsClosedWithoutAByte() throws Exception {
    try (var server = RawServer.that(RawServer.Conversation::readToEnd)) {
      try (var line = line(server.address(), PATIENT)) {
        opened(line).close();
      }
      assertThat(server.settled().bytes()).isZero();
    }
  }

  @Test
  void theKeyIsInNoOutcome() throws Exception {
    for (var answer : new String[] {"HTTP/1.1 401 U\r\nContent-Length: 0\r\n\r\n", "", "junk"}) {
      try (var server = RawServer.answering(answer)) {
        assertThat(Dials.dial(server, PATIENT).toString()).doesNotContain(Dials.KEY);
      }
    }
  }

  private static int wholeRequest() throws Exception {
    try (var server = RawServer.answering(ACCEPTED)) {
      assertThat(Dials.dial(server, PATIENT)).isInstanceOf(Accepted.class);
      return server.settled().bytes();
    }
  }
}
