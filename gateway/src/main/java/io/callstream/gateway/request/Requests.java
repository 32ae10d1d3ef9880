package io.callstream.gateway.request;

import io.callstream.contracts.CallCommand;
import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.CallCommand.WebCallMade;
import io.callstream.contracts.Json;
import io.callstream.gateway.database.Neighbours;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** {@code gateway.requests}: what was accepted, and what became of the wish to cancel it. */
@Component
public final class Requests {

  private static final String COLUMNS =
      "command, withdrawn_at, stop_asked_at, cancelled_by, ended_at";

  private final JdbcClient jdbc;
  private final RedeliverySettings settings;

  Requests(JdbcClient jdbc, RedeliverySettings settings) {
    this.jdbc = jdbc;
    this.settings = settings;
  }

  /**
   * A request to be stored.
   *
   * @param idempotencyKey with the body it came with; both or none
   * @param value of the message, as it is sent
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record New(
      PlaceCall command, byte[] value, @Nullable String idempotencyKey, @Nullable String body) {}

  /**
   * A stored request, as far as reading and cancelling it goes.
   *
   * @param cancelledBy who withdrew it or asked for the stop
   */
  public record Stored(
      CallCommand.Wanted command,
      @Nullable Instant withdrawnAt,
      boolean stopAsked,
      @Nullable String cancelledBy,
      boolean ended) {

    /** Whether it has ended or will without a dial. */
    public boolean over() {
      return ended || withdrawnAt != null;
    }
  }

  /** The request an idempotency key has already made, and whether its body was this one. */
  public record Earlier(PlaceCall command, boolean sameBody) {}

  /**
   * Stores a request, unless its id is taken: then false. Waits for a transaction that is just
   * storing the same id. No conflict target: with one, a twin that loses the race for the id is an
   * error on the key, whose id is always the same.
   */
  public boolean insert(New request) {
    return jdbc.sql(
                """
                insert into gateway.requests
                  (request_id, api_key_id, idempotency_key, body, command, requested_at, check_at)
                values (:id, :apiKey, :idempotencyKey, cast(:body as jsonb), :command, :requestedAt,
                        clock_timestamp() + make_interval(secs => :checkAfter))
                on conflict do nothing
                """)
            .param("id", request.command().requestId())
            .param("apiKey", request.command().createdBy())
            .param("idempotencyKey", request.idempotencyKey())
            .param("body", request.body())
            .param("command", request.value())
            .param("requestedAt", request.command().requestedAt().atOffset(ZoneOffset.UTC))
            .param("checkAfter", settings.after().toMillis() / 1_000.0)
            .update()
        == 1;
  }

  /** Stores requests of a campaign, none of whose ids is taken. */
  public void insertAll(UUID campaignId, List<New> requests) {
    jdbc.sql(
            """
            insert into gateway.requests
              (request_id, api_key_id, command, requested_at, check_at, campaign_id)
            select id, :apiKey, command, :requestedAt,
                   clock_timestamp() + make_interval(secs => :checkAfter), :campaign
              from unnest(:ids::uuid[], :commands::bytea[]) r (id, command)
            """)
        .param("apiKey", requests.getFirst().command().createdBy())
        .param("requestedAt", requests.getFirst().command().requestedAt().atOffset(ZoneOffset.UTC))
        .param("checkAfter", settings.after().toMillis() / 1_000.0)
        .param("campaign", campaignId)
        .param(
            "ids", Neighbours.array(requests.stream().map(r -> r.command().requestId()).toList()))
        .param(
            "commands",
            new SqlArrayValue(
                "bytea", (Object[]) requests.stream().map(New::value).toArray(byte[][]::new)))
        .update();
  }

  /**
   * Stores a web call that Retell has made, unless one that Retell calls so is stored: then false.
   *
   * @param value of the message, as it is sent
   */
  public boolean insert(WebCallMade call, byte[] value) {
    return jdbc.sql(
                """
                insert into gateway.requests
                  (request_id, api_key_id, command, requested_at, retell_call_id, check_at)
                values (:id, :apiKey, :command, :requestedAt, :retell,
                        clock_timestamp() + make_interval(secs => :checkAfter))
                on conflict do nothing
                """)
            .param("id", call.requestId())
            .param("apiKey", call.createdBy())
            .param("command", value)
            .param("requestedAt", call.requestedAt().atOffset(ZoneOffset.UTC))
            .param("retell", call.retellCallId())
            .param("checkAfter", settings.after().toMillis() / 1_000.0)
            .update()
        == 1;
  }

  /** The web call that Retell calls so; its id here. */
  public Optional<UUID> webCall(String retellCallId) {
    return jdbc.sql("select request_id from gateway.requests where retell_call_id = :id")
        .param("id", retellCallId)
        .query(UUID.class)
        .optional();
  }

  /** The request of this id, compared with a body that is JSON. */
  public Optional<Earlier> earlier(UUID id, String body) {
    return jdbc.sql(
            """
            select command, body = cast(:body as jsonb) as same_body
              from gateway.requests where request_id = :id
            """)
        .param("body", body)
        .param("id", id)
        .query((row, n) ->
            new Earlier(
                Json.read(row.getBytes("command"), PlaceCall.class), row.getBoolean("same_body")))
        .optional();
  }

  /** The request of this id. */
  public Optional<Stored> find(UUID id) {
    return jdbc.sql("select " + COLUMNS + " from gateway.requests where request_id = :id")
        .param("id", id)
        .query(Requests::stored)
        .optional();
  }

  /** The request of this id, locked until the transaction ends. */
  public Optional<Stored> lock(UUID id) {
    return jdbc.sql(
            "select " + COLUMNS + " from gateway.requests where request_id = :id for update")
        .param("id", id)
        .query(Requests::stored)
        .optional();
  }

  /** Notes that no dial will follow; {@code value} is the message that says so. */
  public void withdraw(UUID id, Instant at, byte[] value, String apiKeyId) {
    jdbc.sql(
            """
            update gateway.requests
               set withdrawn_at = :at, withdrawal = :value, cancelled_by = :apiKey
             where request_id = :id
            """)
        .param("at", at.atOffset(ZoneOffset.UTC))
        .param("value", value)
        .param("apiKey", apiKeyId)
        .param("id", id)
        .update();
  }

  /** Notes that whatever is being dialled or talked shall be stopped. */
  public void askStop(UUID id, String apiKeyId) {
    jdbc.sql(
            """
            update gateway.requests
               set stop_asked_at = coalesce(stop_asked_at, clock_timestamp()),
                   cancelled_by = coalesce(cancelled_by, :apiKey)
             where request_id = :id
            """)
        .param("apiKey", apiKeyId)
        .param("id", id)
        .update();
  }

  private static Stored stored(ResultSet row, int number) throws SQLException {
    var withdrawnAt = row.getObject("withdrawn_at", OffsetDateTime.class);
    return new Stored(
        (CallCommand.Wanted) Json.read(row.getBytes("command"), CallCommand.class),
        withdrawnAt == null ? null : withdrawnAt.toInstant(),
        row.getObject("stop_asked_at") != null,
        row.getString("cancelled_by"),
        row.getObject("ended_at") != null);
  }
}
