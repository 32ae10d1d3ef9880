package io.callstream.bench.campaigns;

import io.callstream.bench.Campaign;
import io.callstream.bench.Check;
import io.callstream.bench.Database;
import io.callstream.bench.Figure;
import io.callstream.bench.Gateway;
import io.callstream.bench.PeopleCsv;
import io.callstream.bench.RunFolder;
import io.callstream.bench.UsedCpu;
import io.callstream.stack.Stack;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Uploads to a gateway of little heap, each into a campaign of its own. */
final class ImportBench implements AutoCloseable {

  private static final List<String> HEAP = List.of("-Xmx256m");
  private static final int FAULTY_PERCENT = 3;

  private final Stack stack;
  private final Gateway gateway;
  private final Database database;
  private final PlainRows plain;
  private int uploads;

  ImportBench(Stack stack, RunFolder folder) throws SQLException {
    this.stack = stack;
    this.gateway = Gateway.start(stack, folder, HEAP, Map.of());
    this.database = new Database(stack);
    this.plain = new PlainRows(database, folder.data());
  }

  /**
   * An upload and what came of it.
   *
   * @param answer the gateway's
   * @param stored rows of people that are there
   */
  record Uploaded(
      PeopleCsv people,
      String campaign,
      JsonNode answer,
      long stored,
      Duration time,
      Duration gateway,
      Duration postgres) {

    Figure figure(String group) {
      return new Figure(
          group,
          "uploaded to the gateway",
          people.rows() * 1e9 / time.toNanos(),
          gateway.toNanos() / 1e3 / people.rows(),
          null);
    }

    /** Each row is counted, and counted as what it is. */
    List<Check> counted() {
      return List.of(
          Check.exactly("rows", answer.path("rows").longValue(), people.rows()),
          Check.exactly("rows accepted", answer.path("accepted").longValue(), people.accepted()),
          Check.exactly(
              "rows of a number that is there",
              answer.path("duplicate").longValue(),
              people.duplicates()),
          Check.exactly("rows rejected", answer.path("rejected").longValue(), people.rejected()),
          Check.exactly("people stored", stored, people.accepted()));
    }
  }

  /** Uploads so many rows, some of them faulty. */
  Uploaded upload(int rows) throws SQLException {
    var people = PeopleCsv.of(rows, 0, FAULTY_PERCENT);
    uploads++;
    var campaign = Campaign.make(gateway, "bench " + uploads);
    database.run("checkpoint");
    var own = gateway.server().cpu();
    var postgres = UsedCpu.ofPostgres(stack);
    long begun = System.nanoTime();
    var answer = campaign.add(people);
    var time = Duration.ofNanos(System.nanoTime() - begun);
    own = gateway.server().cpu().minus(own);
    postgres = UsedCpu.ofPostgres(stack).minus(postgres);
    long stored =
        database.number(
            "select count(*) from gateway.recipients where campaign_id = '%s'"
                .formatted(campaign.id()));
    return new Uploaded(people, campaign.id(), answer, stored, time, own, postgres);
  }

  /** The same people written by the plain ways. */
  PlainRows plain() {
    return plain;
  }

  Gateway gateway() {
    return gateway;
  }

  @Override
  public void close() throws SQLException {
    gateway.close();
    database.close();
  }
}
