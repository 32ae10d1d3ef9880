package io.callstream.gateway.retellapi;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.gateway.call.Placing;
import io.callstream.gateway.request.Requests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Joins what an SDK repeats by itself, without an idempotency key, to the request it repeats: its
 * first try may have been accepted and the answer lost. A wanted second call says that it is no
 * repeat, and is a second call.
 */
@Component
class SdkRetries {

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
   * Accepts a call, or joins a repeat to the newest request of the same key and body in the last 10
   * minutes. Twins wait for one another, so that a repeat finds a first try that is still at work.
   */
  Placing.Result place(ObjectNode body, boolean repeat, String apiKeyId) {
    var digest = digest(body);
    return java.util.Objects.requireNonNull(
        transaction.execute(_ -> {
          lock(apiKeyId + " " + digest);
          var earlier = repeat ? earlier(apiKeyId, digest) : Optional.<PlaceCall>empty();
          return earlier
              .<Placing.Result>map(Placing.Result.Repeated::new)
              .orElseGet(() -> accept(body, digest, apiKeyId));
        }));
  }

  private Placing.Result accept(ObjectNode body, String digest, String apiKeyId) {
    var result = placing.place(body, null, apiKeyId);
    if (result instanceof Placing.Result.Accepted accepted) {
      note(accepted.command().requestId(), digest, apiKeyId);
    }
    return result;
  }

  private void lock(String key) {
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:key, 0))")
        .param("key", key)
        .query(_ -> {});
  }

  private Optional<PlaceCall> earlier(String apiKeyId, String digest) {
    return jdbc.sql(
            """
            select request_id from gateway.sdk_requests
             where api_key_id = :apiKey and body_digest = :digest
               and accepted_at > clock_timestamp() - interval '10 minutes'
             order by accepted_at desc limit 1
            """)
        .param("apiKey", apiKeyId)
        .param("digest", digest)
        .query(UUID.class)
        .optional()
        .flatMap(requests::find)
        .map(Requests.Stored::command)
        .filter(PlaceCall.class::isInstance)
        .map(PlaceCall.class::cast);
  }

  /** Also forgets some of what is too old to be repeated; more than ever comes in between. */
  private void note(UUID requestId, String digest, String apiKeyId) {
    jdbc.sql(
            """
            insert into gateway.sdk_requests (request_id, api_key_id, body_digest)
            values (:id, :apiKey, :digest)
            """)
        .param("id", requestId)
        .param("apiKey", apiKeyId)
        .param("digest", digest)
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

  private static String digest(ObjectNode body) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(body.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
