package io.callstream.gateway.recipient;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Uploads of many rows, 3 % of them faulty, each accounted for. {@code -Dimport.rows=1000000} for
 * the whole size.
 */
class ManyRowsIT {

  private static final int ROWS = Integer.getInteger("import.rows", 20_000);
  private static final int PART = 1_000;
  private static final List<String> AREAS =
      List.of("212", "310", "415", "646", "312", "206", "303", "512", "617", "702");

  private static TestDatabase database;
  private static RunningGateway gateway;
  private static Db db;

  private final Random random = new Random(11);
  private long faulty;

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
    long began = System.nanoTime();

    var counts = send(id, file(ROWS, false, most));

    var took = Duration.ofNanos(System.nanoTime() - began);
    System.out.printf(
        "%d rows in %s: %d rows/s, most heap %d MiB%n",
        ROWS, took, ROWS * 1_000L / Math.max(1, took.toMillis()), most.get() >> 20);
    assertThat(counts).isEqualTo("%d rows: %d + 0 + %d".formatted(ROWS, ROWS - faulty, faulty));
    assertThat(db.count("select count(*) from gateway.recipients where campaign_id::text = ?", id))
        .isEqualTo(ROWS - faulty);
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
      random.setSeed(11);
      faulty = 0;
      try {
        send(id, file(rows / 2, true, new AtomicLong()));
      } catch (RuntimeException e) {
        // As it was meant to be.
      }
    }
    random.setSeed(11);
    faulty = 0;
    var counts = send(id, file(rows, false, new AtomicLong()));

    assertThat(counts).startsWith(rows + " rows: ").endsWith(" + " + faulty);
    assertThat(db.count("select count(*) from gateway.recipients where campaign_id::text = ?", id))
        .isEqualTo(rows - faulty);
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

  private Upload file(int rows, boolean breaksOff, AtomicLong mostHeap) {
    var header = "to_number,name,city\n".getBytes(StandardCharsets.UTF_8);
    var parts = IntStream.range(0, rows / PART).mapToObj(part -> part(part, mostHeap));
    return new Upload(Stream.concat(Stream.of(header), parts).iterator(), breaksOff);
  }

  private byte[] part(int part, AtomicLong mostHeap) {
    var runtime = Runtime.getRuntime();
    mostHeap.accumulateAndGet(runtime.totalMemory() - runtime.freeMemory(), Math::max);
    return rows(part);
  }

  private byte[] rows(int part) {
    var text = new StringBuilder();
    for (int i = part * PART; i < (part + 1) * PART; i++) {
      boolean wrong = random.nextInt(100) < 3;
      faulty += wrong ? 1 : 0;
      text.append(wrong ? fault(i) : number(i) + ",Name " + i + ",\"City, " + i + "\"")
          .append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private String fault(int row) {
    return switch (random.nextInt(4)) {
      case 0 -> "not a number,Name,City";
      case 1 -> number(row) + ",\"never closed,City";
      case 2 -> number(row) + ",\"Bob\" Smith,City";
      default -> number(row) + ",=1+1,City";
    };
  }

  /** A million of them, each valid: areas, exchanges 200 to 299, lines. */
  private static String number(int row) {
    return "+1%s%03d%04d"
        .formatted(AREAS.get(row / 100_000), 220 + row / 10_000 % 10, row % 10_000);
  }

  /** Each part is made when it is read, so that the file is nowhere whole. */
  private static final class Upload extends InputStream {

    private final Iterator<byte[]> parts;
    private final boolean breaksOff;
    private ByteArrayInputStream part = new ByteArrayInputStream(new byte[0]);

    private Upload(Iterator<byte[]> parts, boolean breaksOff) {
      this.parts = parts;
      this.breaksOff = breaksOff;
    }

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      while (part.available() == 0 && parts.hasNext()) {
        part = new ByteArrayInputStream(parts.next());
      }
      if (part.available() == 0 && breaksOff) {
        throw new IOException("the line broke");
      }
      return part.read(into, from, length);
    }
  }
}
