package io.callstream.gateway.retellapi;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * {@code gateway.sdk_requests}: what was made without an idempotency key, for the SDKs repeat it by
 * themselves. Used inside the caller's transaction, which makes what it is asked about.
 */
@Component
class RepeatBook {

  /** A twin holds the lock for milliseconds; waiting for a frozen one must not take the pool. */
  private static final String LOCK_LIMIT = "3s";

  private final JdbcClient jdbc;

  RepeatBook(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Waits for twins; a statement of its own, before what it guards is read. */
  void lock(String key) {
    jdbc.sql("select set_config('lock_timeout', :limit, true)")
        .param("limit", LOCK_LIMIT)
        .query(String.class)
        .single();
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
        .param("key", key)
        .query(_ -> {});
  }

  /**
   * What a create of this key and body joins: the newest of the last 10 minutes, a first try only
   * one that a repeat made before it came, and one that says nothing of repeats none. Joining
   * starts the ten minutes anew: the SDK is still at it.
   */
  Optional<UUID> earlier(String apiKeyId, String digest, RetryCount count) {
    if (count == RetryCount.UNSAID) {
      return Optional.empty();
    }
    return jdbc.sql(
            """
            update gateway.sdk_requests
               set accepted_at = clock_timestamp(), awaits_first = awaits_first and :repeat
             where request_id = (
              select request_id from gateway.sdk_requests
               where api_key_id = :apiKey and body_digest = :digest and (:repeat or awaits_first)
                 and accepted_at > (select clock_timestamp()) - interval '10 minutes'
               order by accepted_at desc limit 1)
            returning request_id
            """)
        .param("apiKey", apiKeyId)
        .param("digest", digest)
        .param("repeat", count == RetryCount.REPEAT)
        .query(UUID.class)
        .optional();
  }

  /** Also forgets some of what is too old to be repeated; more than ever comes in between. */
  void note(UUID id, String digest, boolean awaitsFirst, String apiKeyId) {
    jdbc.sql(
            """
            insert into gateway.sdk_requests (request_id, api_key_id, body_digest, awaits_first)
            values (:id, :apiKey, :digest, :awaitsFirst)
            """)
        .param("id", id)
        .param("apiKey", apiKeyId)
        .param("digest", digest)
        .param("awaitsFirst", awaitsFirst)
        .update();
    jdbc.sql(
            """
            delete from gateway.sdk_requests where request_id in (
              select request_id from gateway.sdk_requests
               where accepted_at < (select clock_timestamp()) - interval '1 hour'
               order by accepted_at limit 10 for update skip locked)
            """)
        .update();
  }
}
