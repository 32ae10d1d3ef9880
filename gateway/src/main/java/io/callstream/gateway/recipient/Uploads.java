package io.callstream.gateway.recipient;

import io.callstream.gateway.csv.CsvFile;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The uploads of a campaign: taken in, and shown with what they left out. */
@Component
public final class Uploads {

  private static final int SHOWN_MAX = 20;

  private final JdbcClient jdbc;
  private final Importing importing;

  Uploads(JdbcClient jdbc, Importing importing) {
    this.jdbc = jdbc;
    this.importing = importing;
  }

  /**
   * One of them.
   *
   * @param done false when it broke off, or goes on
   */
  public record Upload(UUID importId, Instant beganAt, boolean done, Counts counts) {}

  /**
   * A row that is nobody.
   *
   * @param column of the cell that is wrong; {@code *} for the whole row
   */
  public record Rejected(long line, String column, String reason) {}

  /**
   * Takes people of a CSV as it comes.
   *
   * @throws CsvFile.Unreadable when no header says whom to call
   * @throws java.io.UncheckedIOException when it breaks off; what was read stays
   */
  public Importing.Result take(UUID campaignId, InputStream csv) throws IOException {
    return importing.run(campaignId, CsvRows.of(csv));
  }

  /** The newest ones, newest first. */
  public List<Upload> of(UUID campaignId) {
    return jdbc.sql(
            """
            select import_id, began_at, done_at is not null as done,
                   accepted, in_file, in_campaign, suppressed, rejected
              from gateway.imports where campaign_id = :campaign
             order by began_at desc, import_id limit :max
            """)
        .param("campaign", campaignId)
        .param("max", SHOWN_MAX)
        .query((row, _) ->
            new Upload(
                row.getObject("import_id", UUID.class),
                row.getObject("began_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("done"),
                new Counts(
                    row.getLong("accepted"),
                    row.getLong("in_file"),
                    row.getLong("in_campaign"),
                    row.getLong("suppressed"),
                    row.getLong("rejected"))))
        .list();
  }

  /** The first rows that an upload left out. */
  public List<Rejected> rejects(UUID importId, int most) {
    return jdbc.sql(
            """
            select line, column_name, reason from gateway.rejects
             where import_id = :id order by line limit :max
            """)
        .param("id", importId)
        .param("max", most)
        .query((row, _) ->
            new Rejected(
                row.getLong("line"), row.getString("column_name"), row.getString("reason")))
        .list();
  }
}
