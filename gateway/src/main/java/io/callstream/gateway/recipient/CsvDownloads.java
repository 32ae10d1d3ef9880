package io.callstream.gateway.recipient;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.campaign.ProgressBook;
import io.callstream.gateway.database.Neighbours;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes CSV files, page by page. No cell of theirs is a formula to a spreadsheet. */
@Component
public final class CsvDownloads {

  private static final int PAGE = 200;
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9][0-9 ().-]*");
  private static final List<String> REPORT =
      List.of("to_number", "external_id", "request_id", "state", "attempts", "hold", "outcome");

  private static final String REPORTED =
      """
      select p.*, %s as calls from (%s) p order by place
      """;

  private static final String WITH_DISPATCHER =
      REPORTED.formatted(
          "coalesce((select n from dispatch.api_calls_made m where m.request_id = p.request_id), 0)",
          RecipientPages.STATE);

  private static final String ALONE = REPORTED.formatted("0", RecipientPages.ALONE);

  private final JdbcClient jdbc;
  private final ProgressBook progress;

  CsvDownloads(JdbcClient jdbc, ProgressBook progress) {
    this.jdbc = jdbc;
    this.progress = progress;
  }

  private record Upload(UUID importId, List<String> header) {}

  private record Row(long place, List<String> cells) {}

  /** The rejected rows of an upload, the newest one unless it is named. */
  public void rejects(UUID campaignId, Optional<UUID> importId, HttpServletResponse response)
      throws IOException {
    var upload = upload(campaignId, importId);
    var header = new ArrayList<>(CsvRows.OF_REJECTS);
    upload.ifPresent(known -> header.addAll(known.header()));
    write(header, line -> rejectsAfter(upload, line), response);
  }

  /** Whether a campaign has such an upload. */
  public boolean hasUpload(UUID campaignId, UUID importId) {
    return upload(campaignId, Optional.of(importId)).isPresent();
  }

  /** What became of each person. */
  public void report(Campaign campaign, HttpServletResponse response) throws IOException {
    var over = progress.over(campaign);
    write(REPORT, place -> people(campaign.campaignId(), over, place), response);
  }

  private void write(List<String> header, LongFunction<List<Row>> after, HttpServletResponse to)
      throws IOException {
    var csv = csv(to);
    csv.writeRecord(header);
    long last = 0;
    for (var page = after.apply(last); !page.isEmpty(); page = after.apply(last)) {
      page.forEach(row -> csv.writeRecord(row.cells()));
      last = page.getLast().place();
    }
    // Only here: to close what has failed would end the answer as if it were whole.
    csv.close();
  }

  private Optional<Upload> upload(UUID campaignId, Optional<UUID> importId) {
    return jdbc.sql(
            """
            select import_id, header from gateway.imports
             where campaign_id = :campaign and (cast(:id as uuid) is null or import_id = cast(:id as uuid))
             order by began_at desc limit 1
            """)
        .param("campaign", campaignId)
        .param("id", importId.map(UUID::toString).orElse(null))
        .query((row, n) ->
            new Upload(
                row.getObject("import_id", UUID.class),
                List.of((String[]) row.getArray("header").getArray())))
        .optional();
  }

  private List<Row> rejectsAfter(Optional<Upload> upload, long line) {
    if (upload.isEmpty()) {
      return List.of();
    }
    return jdbc.sql(
            """
            select line, column_name, reason, cells from gateway.rejects
             where import_id = :id and line > :line order by line limit :page
            """)
        .param("id", upload.get().importId())
        .param("line", line)
        .param("page", PAGE)
        .query((row, n) -> {
          var cells = new ArrayList<String>();
          cells.add(row.getString("line"));
          cells.add(row.getString("column_name"));
          cells.add(row.getString("reason"));
          cells.addAll(Arrays.asList((String[]) row.getArray("cells").getArray()));
          return new Row(row.getLong("line"), harmless(cells));
        })
        .list();
  }

  private List<Row> people(UUID campaignId, @Nullable String over, long after) {
    return Neighbours.askElse(
        () -> people(WITH_DISPATCHER, campaignId, over, after),
        () -> people(ALONE, campaignId, over, after));
  }

  private List<Row> people(String reported, UUID campaignId, @Nullable String over, long after) {
    return jdbc.sql(RecipientPages.LOOKED_AT + reported)
        .param("campaign", campaignId)
        .param("after", after)
        .param("at_once", PAGE)
        .query((row, n) ->
            new Row(
                row.getLong("place"),
                harmless(
                    Arrays.asList(
                        row.getString("to_number"),
                        row.getString("external_id"),
                        row.getString("request_id"),
                        row.getString("state"),
                        row.getString("calls"),
                        RecipientPages.hold(row, over),
                        row.getString("outcome")))))
        .list();
  }

  private static List<String> harmless(List<String> cells) {
    return cells.stream().map(cell -> cell == null ? "" : harmless(cell)).toList();
  }

  /** Telephone numbers begin with a plus and are none. */
  private static String harmless(String cell) {
    boolean formula = !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0;
    return formula && !NUMBER.matcher(cell).matches() ? "'" + cell : cell;
  }

  private static CsvWriter csv(HttpServletResponse response) throws IOException {
    response.setContentType("text/csv;charset=UTF-8");
    Writer writer = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8);
    return CsvWriter.builder().build(writer);
  }
}
