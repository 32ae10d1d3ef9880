package io.callstream.dispatcher.ledger;

import io.callstream.retell.CallOrigin;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code dispatch.pending}: webhooks that came before what they are about, kept for 24 hours. */
final class Pending {

  private final JdbcClient database;

  Pending(JdbcClient database) {
    this.database = database;
  }

  /** Remembers it; a repeat, or another webhook of that call, adds what it knows. */
  void keep(Sighting sighting) {
    var origin = sighting.origin();
    database
        .sql(
            """
            insert into dispatch.pending as p (retell_call_id, call_id, dial_id, ended, end_reason, duration_ms)
            values (:retell, :call, :dial, :ended, :reason, :duration)
            on conflict (retell_call_id) do update
               set call_id = coalesce(p.call_id, excluded.call_id),
                   dial_id = coalesce(p.dial_id, excluded.dial_id),
                   ended = p.ended or excluded.ended,
                   end_reason = coalesce(p.end_reason, excluded.end_reason),
                   duration_ms = coalesce(p.duration_ms, excluded.duration_ms)
            """)
        .param("retell", sighting.retellCallId())
        .param("call", origin == null ? null : origin.callId(), java.sql.Types.OTHER)
        .param("dial", origin == null ? null : origin.dialId(), java.sql.Types.OTHER)
        .param("ended", sighting.end() != null)
        .param("reason", reason(sighting.end()), java.sql.Types.VARCHAR)
        .param("duration", talkedMs(sighting.end()), java.sql.Types.BIGINT)
        .update();
  }

  /**
   * Those whose call or dial has become known. Asked for one by one: joined, PostgreSQL might read
   * all dials there ever were.
   *
   * @param newest how old those are at most that do not say that they are of a call of ours
   */
  List<Sighting> ripe(Duration newest, int limit) {
    return database
        .sql(
            """
            select p.* from dispatch.pending p
             where p.call_id is not null
               and ((select true from dispatch.calls c where c.call_id = p.call_id)
                or (select true from dispatch.dials d where d.retell_call_id = p.retell_call_id))
            union all
            select p.* from dispatch.pending p
             where p.call_id is null
               and p.received_at > (select clock_timestamp()) - make_interval(secs => :newest)
               and (select true from dispatch.dials d where d.retell_call_id = p.retell_call_id)
             order by received_at limit :limit
            """)
        .param("newest", newest.toSeconds())
        .param("limit", limit)
        .query((row, _) -> {
          var call = row.getObject("call_id", UUID.class);
          var dial = row.getObject("dial_id", UUID.class);
          return new Sighting(
              row.getString("retell_call_id"),
              call == null ? null : new CallOrigin(call, dial, null),
              row.getBoolean("ended")
                  ? new End.Reported(
                      row.getString("end_reason"), row.getObject("duration_ms", Long.class))
                  : null,
              false);
        })
        .list();
  }

  void forget(String retellCallId) {
    database
        .sql("delete from dispatch.pending where retell_call_id = :id")
        .param("id", retellCallId)
        .update();
  }

  /** Forgets what nobody has claimed in 24 hours. */
  int forgetOld() {
    return database
        .sql("delete from dispatch.pending where received_at < now() - interval '24 hours'")
        .update();
  }

  private static @Nullable Long talkedMs(@Nullable End end) {
    return end == null ? null : end.talkedMs();
  }

  private static @Nullable String reason(@Nullable End end) {
    return end == null ? null : end.reason();
  }
}
