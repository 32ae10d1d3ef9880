package io.callstream.chaos.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.stack.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

  private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
  private ServerSocket server;
  private TcpProxy link;

  @BeforeEach
  void serve() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::acceptAll);
    link = new TcpProxy("test", FreePorts.find(), server::getLocalPort);
  }

  private void acceptAll() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread.ofVirtual().start(() -> echo(socket));
      } catch (IOException _) {
        // Closed.
      }
    }
  }

  /** Says what it heard. */
  private void echo(Socket socket) {
    try (socket) {
      byte[] buffer = new byte[100];
      InputStream in = socket.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        received.add(new String(buffer, 0, n, StandardCharsets.UTF_8));
        socket.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException _) {
      // Cut.
    }
  }

  @AfterEach
  void stop() throws IOException {
    link.close();
    server.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
    socket.setSoTimeout(300);
    return socket;
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String hear(Socket socket, int bytes) throws IOException {
    return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.UTF_8);
  }

  private String heardByServer() throws InterruptedException {
    String heard = received.poll(10, TimeUnit.SECONDS);
    return heard == null ? "nothing" : heard;
  }

  @Test
  void passesBothWaysAndEndsInOrder() throws IOException {
    assertPasses();
  }

  private void assertPasses() throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(10_000);
      say(socket, "hello");
      socket.shutdownOutput();
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("hello");
    }
  }

  @Test
  void refusesAndComesBack() throws IOException {
    link.set(new LinkMode.Refuse());
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
    link.set(new LinkMode.Pass());
    assertPasses();
  }

  @Test
  void hangsAndGoesOnWithoutALostByte() throws IOException {
    try (Socket socket = connect()) {
      link.set(new LinkMode.Hang());
      say(socket, "hello");
      assertThatThrownBy(() -> hear(socket, 5)).isInstanceOf(SocketTimeoutException.class);
      link.set(new LinkMode.Pass());
      socket.setSoTimeout(10_000);
      assertThat(hear(socket, 5)).isEqualTo("hello");
    }
  }

  @Test
  void deliversTheRequestAndDropsTheAnswer() throws Exception {
    link.set(new LinkMode.DropAnswer(""));
    try (Socket socket = connect()) {
      say(socket, "hello");
      assertThat(heardByServer()).isEqualTo("hello");
      assertThatThrownBy(() -> hear(socket, 1)).isInstanceOf(SocketTimeoutException.class);
      link.set(new LinkMode.Pass());
      assertThatThrownBy(() -> hear(socket, 1)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void dropsTheAnswersToSomeRequestsAloneAndCountsThem() throws Exception {
    link.set(new LinkMode.DropAnswer("lose"));
    try (Socket kept = connect();
        Socket lost = connect()) {
      kept.setSoTimeout(10_000);
      say(kept, "hello");
      assertThat(hear(kept, 5)).isEqualTo("hello");
      assertThat(link.hits()).isZero();
      say(lost, "lose this");
      assertThatThrownBy(() -> hear(lost, 1)).isInstanceOf(SocketTimeoutException.class);
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (link.hits() == 0 && System.nanoTime() < end) {
        LockSupport.parkNanos(1_000_000);
      }
      assertThat(link.hits()).isEqualTo(1);
    }
  }

  @Test
  void cutsAfterSoManyBytesOfTheRequest() throws Exception {
    link.set(new LinkMode.CutAfter(3));
    try (Socket socket = connect()) {
      socket.setSoTimeout(10_000);
      say(socket, "hello");
      assertThat(heardByServer()).isEqualTo("hel");
      assertThatThrownBy(
              () -> {
                while (socket.getInputStream().read() >= 0) {
                  // What was answered before the cut.
                }
                throw new SocketException("ended");
              })
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void resetsAnOpenConnection() throws Exception {
    try (Socket socket = connect()) {
      socket.setSoTimeout(10_000);
      say(socket, "one");
      assertThat(hear(socket, 3)).isEqualTo("one");
      link.set(new LinkMode.Reset());
      say(socket, "two");
      assertThatThrownBy(() -> hear(socket, 3)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void dripsAndIsSlow() throws IOException {
    for (LinkMode slow :
        new LinkMode[] {new LinkMode.Drip(1), new LinkMode.Latency(Duration.ofMillis(60))}) {
      link.set(slow);
      try (Socket socket = connect()) {
        socket.setSoTimeout(10_000);
        long begin = System.nanoTime();
        say(socket, "hello");
        assertThat(hear(socket, 5)).isEqualTo("hello");
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
            .isGreaterThan(Duration.ofMillis(100));
      }
    }
  }
}
