package io.callstream.dispatcher.ledger;

import io.callstream.contracts.DispatchSignal.Source;
import io.callstream.dispatcher.rules.DialState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code dispatch.dials}, as far as decisions need it.
 *
 * @param found no token: only evidence of a call at Retell made it
 * @param endSource set exactly in ended
 * @param sayAgain a reader gave up on a webhook of it (MECHANISMS.md C6)
 * @param asks questions asked since it came into its state
 * @param misses of these, healthy answers that did not have it
 */
public record DialRow(
    UUID dialId,
    UUID callId,
    UUID requestId,
    String toNumber,
    DialState state,
    Instant gateAt,
    @Nullable String retellCallId,
    boolean found,
    boolean throttled,
    @Nullable Instant unknownAt,
    @Nullable Source endSource,
    boolean sayAgain,
    boolean stopWanted,
    int asks,
    int misses,
    int stops) {

  static final String COLUMNS =
      """
      dial_id, call_id, request_id, to_number, state, gate_at, retell_call_id, sender is null as found,
      throttled, unknown_at, end_source, say_again, stop_wanted, asks, misses, stops\
      """;

  static DialRow of(ResultSet row, int number) throws SQLException {
    var source = row.getString("end_source");
    return new DialRow(
        row.getObject("dial_id", UUID.class),
        row.getObject("call_id", UUID.class),
        row.getObject("request_id", UUID.class),
        row.getString("to_number"),
        DialState.of(row.getString("state")),
        SqlTimes.of(row, "gate_at"),
        row.getString("retell_call_id"),
        row.getBoolean("found"),
        row.getBoolean("throttled"),
        SqlTimes.orNull(row, "unknown_at"),
        source == null ? null : Source.valueOf(source.toUpperCase(Locale.ROOT)),
        row.getBoolean("say_again"),
        row.getBoolean("stop_wanted"),
        row.getInt("asks"),
        row.getInt("misses"),
        row.getInt("stops"));
  }
}
