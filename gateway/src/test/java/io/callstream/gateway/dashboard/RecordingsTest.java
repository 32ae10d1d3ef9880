package io.callstream.gateway.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingsTest {

  @Test
  void nothingButSoundIsMadeOfIt() {
    assertThat(RecordingPages.sound("audio/mpeg")).isEqualTo("audio/mpeg");
    assertThat(RecordingPages.sound("text/html")).isEqualTo("audio/wav");
    assertThat(RecordingPages.sound("")).isEqualTo("audio/wav");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://1.1.1.1/a.wav",
        "https://127.0.0.1/a.wav",
        "https://localhost/a.wav",
        "https://10.0.0.1/a.wav",
        "https://192.168.1.1/a.wav",
        "https://169.254.169.254/latest",
        "https://[::1]/a.wav",
        "https://[fd00::1]/a.wav",
        "https://0.0.0.0/a.wav",
        "https://[::ffff:127.0.0.1]/a.wav",
        "file:///etc/passwd",
        "https:/a.wav"
      })
  void anAddressWithinIsNotAsked(String address) {
    assertThat(Recordings.isOutside(URI.create(address))).isFalse();
  }

  @Test
  void anAddressOutsideIsAsked() {
    assertThat(Recordings.isOutside(URI.create("https://1.1.1.1/a.wav"))).isTrue();
  }

  @Test
  void theRangeIsPassedOnAndNothingIsOpenedThatIsNotAllowed() throws IOException {
    var asked = new AtomicReference<String>("");
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.set(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
          exchange.sendResponseHeaders(206, 3);
          exchange.getResponseBody().write(new byte[] {1, 2, 3});
          exchange.close();
        });
    server.start();
    var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/a.wav");
    var heard = new AtomicReference<byte[]>(new byte[0]);
    try (var strict = new Recordings();
        var open = new Recordings(_ -> true)) {
      assertThat(strict.with(address, null, (_, sound) -> heard.set(sound.readAllBytes())))
          .isFalse();
      assertThat(asked.get()).isEmpty();
      assertThat(open.with(address, "bytes=0-2", (_, sound) -> heard.set(sound.readAllBytes())))
          .isTrue();
    } finally {
      server.stop(0);
    }

    assertThat(asked.get()).isEqualTo("bytes=0-2");
    assertThat(heard.get()).containsExactly(1, 2, 3);
  }

  @Test
  void whereItLeadsElsewhereIsNotAsked() throws IOException {
    var elsewhere = new AtomicReference<String>("");
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/within")) {
            elsewhere.set("asked");
          }
          exchange.getResponseHeaders().add("Location", "/within");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
    var status = new AtomicReference<>(0);
    try (var open = new Recordings(_ -> true)) {
      open.with(
          URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/a.wav"),
          null,
          (head, _) -> status.set(head.statusCode()));
    } finally {
      server.stop(0);
    }

    assertThat(status.get()).isEqualTo(302);
    assertThat(elsewhere.get()).isEmpty();
  }

  @Test
  void noMoreAreHeardAtATimeThanThereArePlaces() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1);
          exchange.getResponseBody().write(1);
          exchange.close();
        });
    server.start();
    var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/a.wav");
    try (var open = new Recordings(_ -> true)) {
      assertThat(heard(open, address, Recordings.MAX)).isTrue();
      assertThat(heard(open, address, Recordings.MAX + 1)).isFalse();
      assertThat(heard(open, address, Recordings.MAX)).as("each place is free again").isTrue();
    } finally {
      server.stop(0);
    }
  }

  /** Whether so many are heard, each while the ones before it are. */
  private static boolean heard(Recordings recordings, URI address, int many) throws IOException {
    var inner = new AtomicReference<>(true);
    boolean own =
        recordings.with(
            address, null, (_, _) -> inner.set(many == 1 || heard(recordings, address, many - 1)));
    return own && inner.get();
  }
}
