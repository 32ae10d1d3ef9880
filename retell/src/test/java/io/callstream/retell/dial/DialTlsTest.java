package io.callstream.retell.dial;

import static io.callstream.retell.dial.Dials.PATIENT;
import static io.callstream.retell.dial.Dials.call;
import static io.callstream.retell.dial.Dials.inTime;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.callstream.retell.RetellAccount;
import io.callstream.retell.dial.DialOutcome.Accepted;
import io.callstream.retell.dial.DialOutcome.NotSent;
import io.callstream.retell.dial.DialOutcome.Unknown;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same line with TLS, on certificates made for the test. */
@Timeout(180)
class DialTlsTest {

  private static final String ACCEPTED =
      "HTTP/1.1 201 Created\r\nContent-Length: 20\r\n\r\n{\"call_id\":\"call_1\"}";

  private static SSLContext localhost;
  private static SSLContext elsewhere;

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) throws Exception {
    localhost = certificate(folder, "localhost");
    elsewhere = certificate(folder, "elsewhere.test");
  }

  @Test
  void aTrustedHostIsDialled() throws Exception {
    try (var server =
        RawServer.secured(
            localhost,
            conversation -> {
              conversation.readRequest();
              conversation.send(ACCEPTED);
            })) {
      assertThat(dial(server.address(), localhost)).isInstanceOf(Accepted.class);
      assertThat(server.settled().requests()).isEqualTo(1);
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void aCertificateForAnotherHostIsUnreachableAndHearsNothing() throws Exception {
    try (var server = RawServer.secured(elsewhere, RawServer.Conversation::readToEnd);
        var line = line(server.address(), elsewhere, PATIENT)) {
      assertThat(line.open()).isInstanceOf(Opened.Unreachable.class);
      assertThat(server.settled().bytes()).isZero();
    }
  }

  @Test
  void anUntrustedCertificateIsUnreachableAndHearsNothing() throws Exception {
    try (var server = RawServer.secured(localhost, RawServer.Conversation::readToEnd);
        var line = Dials.line(server.address(), PATIENT)) {
      assertThat(line.open()).isInstanceOf(Opened.Unreachable.class);
      assertThat(server.settled().bytes()).isZero();
    }
  }

  @Test
  void aHandshakeThatHangsIsUnreachableAtTheLimit() throws Exception {
    var limits = new DialLimits(Duration.ofMillis(300), Duration.ofSeconds(60), 10_000);
    try (var server = RawServer.that(RawServer.Conversation::readToEnd);
        var line = line(secured(server.address()), localhost, limits)) {
      // In a thread of its own: one that waits for the handshake cannot be interrupted.
      assertTimeoutPreemptively(
          Duration.ofSeconds(60),
          () -> assertThat(line.open()).isInstanceOf(Opened.Unreachable.class));
    }
  }

  @Test
  void aLineThatTlsEndedBeforeTheRequestIsNotSent() {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(sentOnAnEndedLine()).isInstanceOf(NotSent.class));
  }

  private static DialOutcome sentOnAnEndedLine() throws Exception {
    var closed = new CountDownLatch(1);
    try (var server =
            RawServer.secured(
                localhost,
                conversation -> {
                  ((SSLSocket) conversation.socket()).startHandshake();
                  conversation.closeNow();
                  closed.countDown();
                });
        var line = line(server.address(), localhost, PATIENT);
        var connection = Dials.opened(line)) {
      closed.await();
      return connection.send(call(), inTime());
    }
  }

  @Test
  void cutInTheRequestOrInTheAnswerTheDialIsUnknown() throws Exception {
    for (int bytes : new int[] {1, 100, 300}) {
      try (var server = RawServer.secured(localhost, conversation -> conversation.read(bytes))) {
        assertThat(dial(server.address(), localhost)).isInstanceOf(Unknown.class);
        assertThat(server.settled().connections()).isEqualTo(1);
      }
    }
    try (var server =
        RawServer.secured(
            localhost,
            conversation -> {
              conversation.readRequest();
              conversation.send(ACCEPTED.substring(0, ACCEPTED.length() - 1));
            })) {
      assertThat(dial(server.address(), localhost)).isInstanceOf(Unknown.class);
      assertThat(server.settled().requests()).isEqualTo(1);
    }
  }

  private static DialOutcome dial(URI address, SSLContext trust) {
    try (var line = line(address, trust, PATIENT);
        var connection = Dials.opened(line)) {
      return connection.send(call(), inTime());
    }
  }

  private static DialLine line(URI address, SSLContext trust, DialLimits limits) {
    return new DialLine(
        new RetellAccount(address, Dials.KEY), limits, InstantSource.system(), trust);
  }

  private static URI secured(URI address) {
    return URI.create("https://localhost:" + address.getPort());
  }

  /** A context that shows, and trusts, a certificate made for this name. */
  private static SSLContext certificate(Path folder, String host)
      throws IOException, InterruptedException, GeneralSecurityException {
    var file = folder.resolve(host + ".p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var made =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    made.getInputStream().readAllBytes();
    assertThat(made.waitFor()).isZero();
    var store = KeyStore.getInstance("PKCS12");
    try (var stream = Files.newInputStream(file)) {
      store.load(stream, "changeit".toCharArray());
    }
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, "changeit".toCharArray());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
