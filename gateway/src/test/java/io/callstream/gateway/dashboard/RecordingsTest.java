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
}
