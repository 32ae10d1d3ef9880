package io.callstream.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A file that fails after its first page, seen by a client that reads slowly. */
class CutExportIT {

  private static final String LAST_CHUNK = "0\r\n\r\n";

  /** Less than the buffers on the way hold of a page. */
  private static final int WINDOW = 8 * 1024;

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;
  private static UUID campaign;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    db = new Db(database);
    db.addDispatcher();
    db.addProjector();
    db.run(
        """
        insert into calls.retell_calls
          (call_id, attempt, status, metadata, requested_at, raw_extra, version)
        select gen_random_uuid(), 1, 'completed',
               jsonb_build_object('large', repeat('x', 50000)), now(), '{}', 1
          from generate_series(1, 300)
        """);
    campaign =
        UUID.fromString(
            gateway
                .post(
                    "/api/v1/campaigns",
                    """
                    {"name": "A", "window": {"days": ["mon"], "from": "09:00", "to": "17:00"}}
                    """)
                .at("/campaign_id"));
    db.run(
        """
        insert into gateway.imports (import_id, campaign_id, done_at, header)
        values (?, ?, now(), '{to_number}')
        """,
        campaign,
        campaign);
    db.run(
        """
        insert into gateway.rejects (import_id, line, column_name, reason, cells)
        select ?, i, 'to_number', 'Invalid', array[repeat('x', 50000)]
          from generate_series(1, 300) i
        """,
        campaign);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @Test
  void exportThatFailsInTheMiddleDoesNotLookWhole() throws Exception {
    var answer = brokenOff("/api/v1/calls.csv", "calls.api_calls");

    assertThat(answer).startsWith("HTTP/1.1 200").contains("call_id,").doesNotEndWith(LAST_CHUNK);
  }

  @Test
  void rejectsThatFailInTheMiddleDoNotLookWhole() throws Exception {
    var answer = brokenOff("/api/v1/campaigns/" + campaign + "/rejects.csv", "gateway.rejects");

    assertThat(answer).startsWith("HTTP/1.1 200").contains("line,").doesNotEndWith(LAST_CHUNK);
  }

  @Test
  void exportThatDoesNotFailIsWhole() throws Exception {
    try (var socket = asked("/api/v1/calls.csv")) {
      assertThat(rest(socket.getInputStream())).endsWith(LAST_CHUNK);
    }
  }

  private static String brokenOff(String path, String table) throws IOException {
    var before = cut().count();
    try (var socket = asked(path)) {
      var begun = new String(socket.getInputStream().readNBytes(WINDOW), StandardCharsets.UTF_8);
      db.run("revoke select on " + table + " from callstream_gateway");
      var whole = begun + rest(socket.getInputStream());
      assertThat(cut().count()).isEqualTo(before + 1);
      return whole;
    } finally {
      db.run("grant select on " + table + " to callstream_gateway");
    }
  }

  private static Counter cut() {
    return gateway.context().getBean(MeterRegistry.class).counter("callstream.gateway.cut");
  }

  private static Socket asked(String path) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(WINDOW);
    socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
    var request =
        "GET %s HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nAuthorization: Bearer %s\r\n\r\n"
            .formatted(path, RunningGateway.ADMIN_KEY);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  private static String rest(InputStream in) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try {
      in.transferTo(bytes);
    } catch (SocketException _) {
      // Cut, as it should be.
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
