package io.callstream.gateway.recipient;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Uploads of many rows, 3 % of them faulty, each accounted for. The whole size, in a heap of the
 * gateway's and with this client in it: {@code mvn verify -pl gateway -am -Dit.test=ManyRowsIT
 * -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false
 * -Dimport.rows=1000000 -DargLine=-Xmx256m}.
 */
class ManyRowsIT {

  private static final int ROWS = Integer.getInteger("import.rows", 20_000);

  private static final int WIDE_ROWS = 400;
  private static final int WIDE_CELLS = 20;

  private static TestDatabase database;
  private static RunningGateway gateway;
  private static Db db;

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    db = new Db(database);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @Test
  void everyRowIsAccountedForInFlatMemory() {
    var id = campaign();
    var most = new AtomicLong();
    var file = new PeopleFile(ROWS, false, () -> most.accumulateAndGet(heap(), Math::max));
    long began = System.nanoTime();

    var counts = send(id, file);

    var took = Duration.ofNanos(System.nanoTime() - began);
    System.out.printf(
        "%d rows in %s: %d rows/s, most heap %d MiB%n",
        ROWS, took, ROWS * 1_000L / Math.max(1, took.toMillis()), most.get() >> 20);
    long faulty = file.faulty();
    assertThat(counts).isEqualTo("%d rows: %d + 0 + %d".formatted(ROWS, ROWS - faulty, faulty));
    assertThat(people(id)).isEqualTo(ROWS - faulty);
    assertThat(
            db.count(
                "select count(*) from gateway.rejects r join gateway.imports i using (import_id)"
                    + " where i.campaign_id::text = ?",
                id))
        .isEqualTo(faulty);
  }

  @Test
  void anUploadThatBreaksOffIsSentAgainAndEachPersonIsThereOnce() {
    var id = campaign();
    int rows = Math.min(ROWS, 20_000);
    for (int attempt = 0; attempt < 3; attempt++) {
      var broken = new PeopleFile(rows / 2, true, () -> {});
      assertThatThrownBy(() -> send(id, broken)).isInstanceOf(RuntimeException.class);
    }
    var file = PeopleFile.of(rows);

    var counts = send(id, file);

    assertThat(counts).startsWith(rows + " rows: ").endsWith(" + " + file.faulty());
    assertThat(people(id)).isEqualTo(rows - file.faulty());
  }

  /** A batch of theirs is as wide as one of many rows, not as many rows. */
  @Test
  void wideRowsAreReadInFlatMemoryToo() {
    var id = campaign();
    var cells = (",\"" + "x".repeat(5_000) + "\"").repeat(WIDE_CELLS);
    var header =
        "to_number" + IntStream.range(0, WIDE_CELLS).mapToObj(n -> ",v" + n).collect(joining());
    var rows =
        Stream.concat(
            Stream.of(header),
            IntStream.range(0, WIDE_ROWS).mapToObj(n -> "+1212220%04d".formatted(n) + cells));

    var counts = send(id, new Lines(rows.iterator()));

    assertThat(counts).isEqualTo("%d rows: %d + 0 + 0".formatted(WIDE_ROWS, WIDE_ROWS));
    assertThat(
            db.count(
                "select count(distinct xmin::text) from gateway.recipients where campaign_id::text = ?",
                id))
        .as("batches")
        .isGreaterThanOrEqualTo(WIDE_ROWS * WIDE_CELLS * 5_000L / 1_200_000);
  }

  private static long heap() {
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long people(String id) {
    return db.count("select count(*) from gateway.recipients where campaign_id::text = ?", id);
  }

  private static String campaign() {
    return gateway
        .post(
            "/api/v1/campaigns",
            "{\"name\": \"A\", \"window\": {\"days\": [\"mon\"], \"from\": \"09:00\", \"to\": \"17:00\"}}")
        .at("/campaign_id");
  }

  private static String send(String id, InputStream file) {
    var answer =
        RunningGateway.send(
            gateway
                .request("/api/v1/campaigns/" + id + "/recipients")
                .timeout(Duration.ofMinutes(10))
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofInputStream(() -> file)));
    var json = answer.json();
    return "%s rows: %s + %s + %s"
        .formatted(
            json.get("rows"), json.get("accepted"), json.get("duplicate"), json.get("rejected"));
  }

  private static final class Lines extends InputStream {

    private final Iterator<String> lines;
    private ByteArrayInputStream line = new ByteArrayInputStream(new byte[0]);

    private Lines(Iterator<String> lines) {
      this.lines = lines;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] into, int from, int length) {
      if (line.available() == 0 && lines.hasNext()) {
        line = new ByteArrayInputStream((lines.next() + "\n").getBytes(StandardCharsets.UTF_8));
      }
      return line.read(into, from, length);
    }
  }
}
