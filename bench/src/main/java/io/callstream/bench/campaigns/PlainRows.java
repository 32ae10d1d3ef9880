package io.callstream.bench.campaigns;

import io.callstream.bench.Database;
import io.callstream.bench.Figure;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/** The people of a campaign, written again by the plain ways: nothing is read or checked. */
final class PlainRows {

  static final String COPIED = "raw COPY into a table without indexes";
  static final String INSERTED = "an INSERT for each row, autocommit, one writer";

  private static final String COLUMNS =
      "campaign_id, to_number, import_id, external_id, timezone, variables, request_id";

  private final Database database;
  private final Path file;

  /**
   * @param folder which PostgreSQL may write to
   */
  PlainRows(Database database, Path folder) {
    this.database = database;
    this.file = folder.resolve("people.copy");
  }

  /** All of them at once, from a file beside the server: its limit. */
  Figure copied(String group, String campaign) throws SQLException {
    database.run(
        "copy (select * from gateway.recipients where campaign_id = '%s') to '%s'"
            .formatted(campaign, file));
    database.run("create table public.bench_copied (like gateway.recipients)");
    database.run("checkpoint");
    long begun = System.nanoTime();
    database.run("copy public.bench_copied from '%s'".formatted(file));
    long nanos = System.nanoTime() - begun;
    long rows = database.number("select count(*) from public.bench_copied");
    database.run("drop table public.bench_copied");
    return new Figure(group, COPIED, rows * 1e9 / nanos, null, null);
  }

  /** Some of them, one after the other, each on disk before the next. */
  Figure inserted(String group, String campaign, int some) throws SQLException {
    database.run("create table public.bench_inserted (like gateway.recipients including all)");
    var people =
        database.rows(
            "select %s from gateway.recipients where campaign_id = '%s' order by place limit %d"
                .formatted(COLUMNS, campaign, some));
    database.run("checkpoint");
    try (var session = database.connect()) {
      long begun = System.nanoTime();
      insert(session, people);
      long nanos = System.nanoTime() - begun;
      database.run("drop table public.bench_inserted");
      return new Figure(group, INSERTED, people.size() * 1e9 / nanos, null, null);
    }
  }

  private static void insert(Connection session, List<String[]> people) throws SQLException {
    try (var insert =
        session.prepareStatement(
            "insert into public.bench_inserted (%s) values (?, ?, ?, ?, ?, ?, ?)"
                .formatted(COLUMNS))) {
      for (var person : people) {
        set(insert, person);
        insert.executeUpdate();
      }
    }
  }

  /** Texts without a type: the server knows what each column wants. */
  private static void set(PreparedStatement insert, String[] values) throws SQLException {
    for (int n = 0; n < values.length; n++) {
      insert.setObject(n + 1, values[n], Types.OTHER);
    }
  }
}
