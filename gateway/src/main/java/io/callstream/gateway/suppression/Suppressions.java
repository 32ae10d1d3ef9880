package io.callstream.gateway.suppression;

import io.callstream.contracts.Json;
import io.callstream.contracts.Locks;
import io.callstream.gateway.database.ExclusiveLock;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code gateway.suppressions}. Every change is made under the exclusive lock of its numbers, for
 * which the gate takes the shared one (MECHANISMS.md B2, B3).
 */
@Component
public final class Suppressions {

  /** Numbers that one transaction may lock. */
  static final int AT_ONCE = 100;

  private final JdbcClient jdbc;
  private final ExclusiveLock lock;

  Suppressions(JdbcClient jdbc, ExclusiveLock lock) {
    this.jdbc = jdbc;
    this.lock = lock;
  }

  /** The entry of a number. */
  public Optional<ObjectNode> find(String number) {
    return jdbc.sql(
            "select number, reason, added_by, added_at from gateway.suppressions where number = :n")
        .param("n", number)
        .query((row, n) ->
            Json.mapper()
                .createObjectNode()
                .put("number", row.getString("number"))
                .put("reason", row.getString("reason"))
                .put("added_by", row.getString("added_by"))
                .put(
                    "added_at",
                    Json.text(row.getObject("added_at", OffsetDateTime.class).toInstant())))
        .optional();
  }

  /**
   * Adds numbers, at most {@link #AT_ONCE}.
   *
   * @return how many were not there before
   */
  public int add(Collection<String> numbers, @Nullable String reason, String apiKeyId) {
    var keys = numbers.stream().map(Locks::key).toList();
    return lock.holdingAll(
        Locks.NUMBER,
        keys,
        () ->
            jdbc.sql(
                    """
                    insert into gateway.suppressions (number, reason, added_by)
                    select n, :reason, :by from unnest(:numbers::text[]) n order by n
                    on conflict do nothing
                    """)
                .param("reason", reason)
                .param("by", apiKeyId)
                .param("numbers", new SqlArrayValue("text", numbers.toArray()))
                .update());
  }

  /** Takes a number off the list; whether it was there. */
  public boolean remove(String number) {
    return lock.holding(
        Locks.NUMBER,
        Locks.key(number),
        () ->
            jdbc.sql("delete from gateway.suppressions where number = :n")
                    .param("n", number)
                    .update()
                == 1);
  }
}
