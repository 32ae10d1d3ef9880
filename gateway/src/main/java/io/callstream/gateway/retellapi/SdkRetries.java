package io.callstream.gateway.retellapi;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.gateway.call.Placing;
import io.callstream.gateway.request.Requests;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Joins what an SDK repeats by itself, without an idempotency key, to the request it repeats: its
 * first try may have been accepted and the answer lost, or be on its way still and come last. A
 * wanted second call says that it is no repeat, and is a second call.
 */
@Component
class SdkRetries {

  /** A twin holds the lock for milliseconds; waiting for a frozen one must not take the pool. */
  private static final String LOCK_LIMIT = "3s";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Placing placing;
  private final Requests requests;

  SdkRetries(JdbcClient jdbc, TransactionTemplate transaction, Placing placing, Requests requests) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.placing = placing;
    this.requests = requests;
  }

  /**
   * Accepts a call, or joins it to the newest request of the same key and body of the last 10
   * minutes: a repeat to any, a first try to one that a repeat made before it came. Twins wait for
   * one another.
   */
  Placing.Result place(ObjectNode body, boolean repeat, String apiKeyId) {
    var digest = BodyDigest.of(body);
    return Objects.requireNonNull(
        transaction.execute(_ -> {
          lock(apiKeyId + " " + digest);
          return earlier(apiKeyId, digest, repeat)
              .<Placing.Result>map(Placing.Result.Repeated::new)
              .orElseGet(() -> accept(body, digest, repeat, apiKeyId));
        }));
  }

  private Placing.Result accept(ObjectNode body, String digest, boolean repeat, String apiKeyId) {
    var result = placing.place(body, null, apiKeyId);
    if (result instanceof Placing.Result.Accepted accepted) {
      note(accepted.command().requestId(), digest, repeat, apiKeyId);
    }
    return result;
  }

  private void lock(String key) {
    jdbc.sql("select set_config('lock_timeout', :limit, true)")
        .param("limit", LOCK_LIMIT)
        .query(String.class)
        .single();
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
        .param("key", key)
        .query(_ -> {});
  }

  /** Joining starts the ten minutes anew: the SDK is still at it. */
  private Optional<PlaceCall> earlier(String apiKeyId, String digest, boolean repeat) {
    return jdbc.sql(
            """
            update gateway.sdk_requests
               set accepted_at = clock_timestamp(), awaits_first = awaits_first and :repeat
             where request_id = (
              select request_id from gateway.sdk_requests
               where api_key_id = :apiKey and body_digest = :digest and (:repeat or awaits_first)
                 and accepted_at > clock_timestamp() - interval '10 minutes'
               order by accepted_at desc limit 1)
            returning request_id
            """)
        .param("apiKey", apiKeyId)
        .param("digest", digest)
        .param("repeat", repeat)
        .query(UUID.class)
        .optional()
        .flatMap(requests::find)
        .map(Requests.Stored::command)
        .filter(PlaceCall.class::isInstance)
        .map(PlaceCall.class::cast);
  }

  /** Also forgets some of what is too old to be repeated; more than ever comes in between. */
  private void note(UUID requestId, String digest, boolean awaitsFirst, String apiKeyId) {
    jdbc.sql(
            """
            insert into gateway.sdk_requests (request_id, api_key_id, body_digest, awaits_first)
            values (:id, :apiKey, :digest, :awaitsFirst)
            """)
        .param("id", requestId)
        .param("apiKey", apiKeyId)
        .param("digest", digest)
        .param("awaitsFirst", awaitsFirst)
        .update();
    jdbc.sql(
            """
            delete from gateway.sdk_requests where request_id in (
              select request_id from gateway.sdk_requests
               where accepted_at < clock_timestamp() - interval '1 hour'
               order by accepted_at limit 10 for update skip locked)
            """)
        .update();
  }
}
