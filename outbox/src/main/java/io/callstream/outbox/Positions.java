package io.callstream.outbox;

import io.callstream.contracts.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** How far the stream has been published, in Debezium's words; one leader's hold on the table. */
final class Positions {

  private final JdbcClient session;
  private final long epoch;

  Positions(JdbcClient session, long epoch) {
    this.session = session;
    this.epoch = epoch;
  }

  long epoch() {
    return epoch;
  }

  Map<String, String> load() {
    Map<String, String> found = new HashMap<>();
    session
        .sql("select source, position from outbox.offsets")
        .query(row -> {
          found.put(row.getString(1), row.getString(2));
        });
    return found;
  }

  /**
   * Stores the position, while the epoch is still ours (MECHANISMS.md E2). The share lock makes a
   * new leader, which changes the row, wait for a write that is under way.
   *
   * @throws LostLeadership when it is not
   */
  void save(String source, String position) {
    int saved =
        session
            .sql(
                """
                insert into outbox.offsets (source, position, epoch, saved_at)
                select :source, :position, r.epoch, clock_timestamp()
                  from outbox.relay r where r.epoch = :epoch for share
                on conflict (source) do update
                  set position = excluded.position, epoch = excluded.epoch,
                      saved_at = excluded.saved_at
                """)
            .param("source", source)
            .param("position", position)
            .param("epoch", epoch)
            .update();
    if (saved != 1) {
      throw new LostLeadership("the position was refused: another leader has begun");
    }
  }

  /**
   * The WAL position, in bytes, up to which all has been published: where the slot begins, or the
   * stored position after that. Empty when the slot has not begun.
   */
  OptionalLong reached(String slot) {
    Optional<Long> begins =
        session
            .sql(
                """
                select pg_wal_lsn_diff(slot_begins_at, '0/0')::bigint from outbox.relay
                 where slot = ?
                """)
            .param(slot)
            .query(Long.class)
            .optional();
    if (begins.isEmpty()) {
      return OptionalLong.empty();
    }
    LongStream stored =
        load().values().stream()
            .map(position -> Json.mapper().readTree(position))
            .flatMapToLong(Positions::walPositions);
    return LongStream.concat(LongStream.of(begins.get()), stored).max();
  }

  /** Forgets the position and that the slot has begun: both belong to a slot that is no more. */
  void forget() {
    requireLeader(
        session
            .sql("update outbox.relay set slot = null, slot_begins_at = null where epoch = ?")
            .param(epoch)
            .update());
    // Asked again: a leader that was frozen in between must not forget what the next one stored.
    session
        .sql(
            """
            delete from outbox.offsets
             where exists (select from outbox.relay where epoch = ? for share)
            """)
        .param(epoch)
        .update();
  }

  /** All that lies before the slot's beginning has been published. */
  void begin(String slot, String beginsAt) {
    requireLeader(
        session
            .sql("update outbox.relay set slot = ?, slot_begins_at = ?::pg_lsn where epoch = ?")
            .param(slot)
            .param(beginsAt)
            .param(epoch)
            .update());
  }

  private static void requireLeader(int changed) {
    if (changed != 1) {
      throw new LostLeadership("another leader has begun");
    }
  }

  private static LongStream walPositions(JsonNode position) {
    return Stream.of("lsn", "lsn_proc", "lsn_commit")
        .map(position::path)
        .filter(JsonNode::isIntegralNumber)
        .mapToLong(JsonNode::asLong);
  }
}
