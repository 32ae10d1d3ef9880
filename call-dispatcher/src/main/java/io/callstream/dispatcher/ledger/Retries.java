package io.callstream.dispatcher.ledger;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.HoldCode;
import io.callstream.contracts.Json;
import io.callstream.contracts.NameBasedIds;
import io.callstream.contracts.RetryRule;
import io.callstream.dispatcher.rules.Conclusion;
import io.callstream.dispatcher.rules.Conclusion.DialEnd;
import io.callstream.dispatcher.rules.RetryPlan;
import io.callstream.dispatcher.rules.RetryPlan.Next;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Further attempts of a request: made with the end of the one before, in its transaction and under
 * its lock, so that an end has at most one.
 */
final class Retries {

  private final JdbcClient database;
  private final Calls calls;
  private final Signals signals;
  private final ControlLocks control;

  Retries(JdbcClient database, Signals signals) {
    this.database = database;
    this.calls = new Calls(database);
    this.signals = signals;
    this.control = new ControlLocks(database);
  }

  private record Ended(
      UUID requestId, int attempt, int spent, @Nullable UUID campaignId, @Nullable String retry) {}

  private record Scheduled(PlaceCall call, Instant at) {}

  /**
   * Makes the attempt that follows ends that Retell told, if the rules want one in time after each
   * of them, and nobody has cancelled the request or its campaign meanwhile.
   */
  void after(UUID callId, List<DialEnd> ends) {
    var ended = find(callId);
    var next = plan(ended).flatMap(plan -> afterAll(plan, ended, ends)).orElse(null);
    if (next != null && !isCancelled(ended.requestId())) {
      var nextId = NameBasedIds.callId(ended.requestId(), ended.attempt() + 1);
      if (add(callId, nextId, next)) {
        mark(callId);
        say(nextId);
      }
    }
  }

  /**
   * Calls off the attempt that follows, while it waits, when what has become known of the one
   * before does not want it any more: a second call of the provider's may have reached the person.
   */
  void reconsider(UUID callId, List<DialEnd> ends) {
    var ended = find(callId);
    boolean wanted =
        Conclusion.certain(ends)
            && plan(ended).flatMap(plan -> afterAll(plan, ended, ends)).isPresent();
    if (!wanted) {
      calls.lapse(NameBasedIds.callId(ended.requestId(), ended.attempt() + 1));
    }
  }

  /** No gate would let the next attempt through, nor would anything end it. */
  private boolean isCancelled(UUID requestId) {
    return !control.cancelled(List.of(requestId)).isEmpty();
  }

  private static Optional<Next.Again> afterAll(RetryPlan plan, Ended ended, List<DialEnd> ends) {
    var wanted =
        ends.stream()
            .map(end -> plan.after(ended.attempt(), ended.spent(), end.reason()))
            .filter(Next.Again.class::isInstance)
            .map(Next.Again.class::cast)
            .toList();
    return wanted.size() < ends.size()
        ? Optional.empty()
        : wanted.stream()
            .max(Comparator.comparingInt(Next.Again::spent).thenComparing(Next.Again::delay));
  }

  private Ended find(UUID callId) {
    return database
        .sql(
            "select request_id, attempt, spent, campaign_id, retry from dispatch.calls where call_id = :id")
        .param("id", callId)
        .query((row, _) ->
            new Ended(
                row.getObject("request_id", UUID.class),
                row.getInt("attempt"),
                row.getInt("spent"),
                row.getObject("campaign_id", UUID.class),
                row.getString("retry")))
        .single();
  }

  private Optional<RetryPlan> plan(Ended ended) {
    if (ended.campaignId() != null) {
      return database
          .sql(
              """
              select rules::text from gateway.campaign_rules(array[cast(:id as uuid)])
               where state in ('running', 'pausing', 'paused')
              """)
          .param("id", ended.campaignId())
          .query((row, _) -> RetryPlan.of(json(row.getString(1), CampaignRules.class)))
          .optional();
    }
    return Optional.ofNullable(ended.retry())
        .map(rule -> RetryPlan.of(json(rule, RetryRule.class)));
  }

  /** None when it would come too late: the request's time is that of all its attempts. */
  private boolean add(UUID callId, UUID nextId, Next.Again again) {
    return database
            .sql(
                """
                insert into dispatch.calls (call_id, request_id, attempt, campaign_id, to_number,
                  from_number, agent_id, variables, metadata, requested_at, due_at, expires_at,
                  created_by, timezone, call_window, retry, spent, hold_code, hold_text, hold_until)
                select :next, request_id, attempt + 1, campaign_id, to_number, from_number, agent_id,
                  variables, metadata, requested_at, t.due, expires_at, created_by, timezone,
                  call_window, retry, :spent, :hold, 'Its next attempt is not due yet', t.due
                  from dispatch.calls,
                       (select clock_timestamp() + cast(:delay as interval) as due) t
                 where call_id = :id and t.due < expires_at
                on conflict do nothing
                """)
            .param("next", nextId)
            .param("spent", again.spent())
            .param("hold", HoldCode.RETRY_WAIT.wire())
            .param("delay", millis(again.delay()))
            .param("id", callId)
            .update()
        == 1;
  }

  private void mark(UUID callId) {
    database
        .sql("update dispatch.calls set retried = true where call_id = :id")
        .param("id", callId)
        .update();
  }

  private void say(UUID callId) {
    database
        .sql("select *, clock_timestamp() as now from dispatch.calls where call_id = :id")
        .param("id", callId)
        .query((row, _) -> new Scheduled(command(row), SqlTimes.of(row, "now")))
        .optional()
        .ifPresent(next -> signals.retryScheduled(next.call(), next.at()));
  }

  private static PlaceCall command(ResultSet row) throws SQLException {
    var createdBy = row.getString("created_by");
    return new PlaceCall(
        row.getObject("request_id", UUID.class),
        row.getObject("call_id", UUID.class),
        row.getInt("attempt"),
        row.getObject("campaign_id", UUID.class),
        row.getString("to_number"),
        row.getString("from_number"),
        row.getString("agent_id"),
        SqlJson.strings(row.getString("variables")),
        SqlJson.object(row.getString("metadata")),
        SqlTimes.of(row, "due_at"),
        SqlTimes.of(row, "expires_at"),
        createdBy == null ? "" : createdBy,
        SqlTimes.of(row, "requested_at"));
  }

  private static <T> T json(String text, Class<T> type) {
    return Json.read(text.getBytes(StandardCharsets.UTF_8), type);
  }

  private static String millis(Duration delay) {
    return delay.toMillis() + " milliseconds";
  }
}
