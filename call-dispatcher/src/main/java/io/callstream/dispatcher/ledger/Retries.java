package io.callstream.dispatcher.ledger;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.DispatchSignal;
import io.callstream.contracts.DispatchSignal.RetryScheduled;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

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
      UUID callId,
      UUID requestId,
      int attempt,
      int spent,
      @Nullable UUID campaignId,
      @Nullable String retry) {

    UUID nextId() {
      return NameBasedIds.callId(requestId, attempt + 1);
    }
  }

  private record Following(Ended ended, Next.Again next) {}

  /**
   * Makes the attempts that follow ends that Retell told, if the rules want one in time after each
   * end of a call, and nobody has cancelled the request or its campaign meanwhile.
   *
   * @param endsOfCalls of each call those of its dials
   */
  void after(Map<UUID, List<DialEnd>> endsOfCalls) {
    var following = following(endsOfCalls);
    if (following.isEmpty()) {
      return;
    }
    var cancelled = control.cancelled(following.stream().map(f -> f.ended().requestId()).toList());
    var added =
        add(following.stream().filter(f -> !cancelled.contains(f.ended().requestId())).toList());
    if (!added.isEmpty()) {
      mark(
          following.stream()
              .map(Following::ended)
              .filter(e -> added.contains(e.nextId()))
              .map(Ended::callId)
              .toList());
      say(added);
    }
  }

  private List<Following> following(Map<UUID, List<DialEnd>> endsOfCalls) {
    var ended = find(endsOfCalls.keySet());
    var plans = plans(ended);
    var following = new ArrayList<Following>();
    for (var call : ended) {
      var plan = plans.get(call.callId());
      var ends = endsOfCalls.get(call.callId());
      if (plan != null && ends != null) {
        afterAll(plan, call, ends).ifPresent(next -> following.add(new Following(call, next)));
      }
    }
    return following;
  }

  /**
   * Calls off the attempt that follows, while it waits, when what has become known of the one
   * before does not want it any more: a second call of the provider's may have reached the person.
   */
  void reconsider(UUID callId, List<DialEnd> ends) {
    boolean wanted = Conclusion.certain(ends) && !following(Map.of(callId, ends)).isEmpty();
    if (!wanted) {
      find(List.of(callId)).forEach(ended -> calls.lapse(ended.nextId()));
    }
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

  private List<Ended> find(Collection<UUID> callIds) {
    return database
        .sql(
            """
            select call_id, request_id, attempt, spent, campaign_id, retry from dispatch.calls
             where call_id = any (:ids)
            """)
        .param("ids", SqlIds.array(callIds))
        .query((row, _) ->
            new Ended(
                row.getObject("call_id", UUID.class),
                row.getObject("request_id", UUID.class),
                row.getInt("attempt"),
                row.getInt("spent"),
                row.getObject("campaign_id", UUID.class),
                row.getString("retry")))
        .list();
  }

  /** Of each call that has one. */
  private Map<UUID, RetryPlan> plans(List<Ended> ended) {
    var ofCampaigns = ofCampaigns(ended);
    var plans = new HashMap<UUID, RetryPlan>();
    for (var call : ended) {
      var plan = call.campaignId() == null ? ofSingle(call) : ofCampaigns.get(call.campaignId());
      if (plan != null) {
        plans.put(call.callId(), plan);
      }
    }
    return plans;
  }

  /** Whoever asked for one call alone may ask again themselves: nothing follows it. */
  private static @Nullable RetryPlan ofSingle(Ended call) {
    return call.retry() == null ? null : RetryPlan.of(json(call.retry(), RetryRule.class));
  }

  private Map<UUID, RetryPlan> ofCampaigns(List<Ended> ended) {
    var campaigns =
        ended.stream().map(Ended::campaignId).filter(Objects::nonNull).distinct().toList();
    var plans = new HashMap<UUID, RetryPlan>();
    if (!campaigns.isEmpty()) {
      database
          .sql(
              """
              select campaign_id, rules::text from gateway.campaign_rules(:ids)
               where state in ('running', 'pausing', 'paused')
              """)
          .param("ids", SqlIds.array(campaigns))
          .query(row -> {
            var rules = json(row.getString("rules"), CampaignRules.class);
            plans.put(row.getObject("campaign_id", UUID.class), RetryPlan.of(rules));
          });
    }
    return plans;
  }

  /**
   * None that would come too late: the request's time is that of all its attempts.
   *
   * @return the new calls
   */
  private Set<UUID> add(List<Following> following) {
    return Set.copyOf(
        database
            .sql(
                """
                insert into dispatch.calls (call_id, request_id, attempt, campaign_id, to_number,
                  from_number, agent_id, variables, metadata, requested_at, due_at, expires_at,
                  created_by, timezone, call_window, retry, spent, hold_code, hold_text, hold_until)
                select u.next, c.request_id, c.attempt + 1, c.campaign_id, c.to_number, c.from_number,
                  c.agent_id, c.variables, c.metadata, c.requested_at, t.due, c.expires_at,
                  c.created_by, c.timezone, c.call_window, c.retry, u.spent, :hold,
                  'Its next attempt is not due yet', t.due
                  from unnest(:ids::uuid[], :nexts::uuid[], :spents::int[], :delays::bigint[])
                         u (id, next, spent, delay)
                  join dispatch.calls c on c.call_id = u.id
                 cross join lateral
                       (select clock_timestamp() + u.delay * interval '1 millisecond' as due) t
                 where t.due < c.expires_at
                on conflict do nothing returning call_id
                """)
            .param("ids", array("uuid", following, f -> f.ended().callId()))
            .param("nexts", array("uuid", following, f -> f.ended().nextId()))
            .param("spents", array("int4", following, f -> f.next().spent()))
            .param("delays", array("int8", following, f -> f.next().delay().toMillis()))
            .param("hold", HoldCode.RETRY_WAIT.wire())
            .query(SqlIds::first)
            .list());
  }

  private static SqlArrayValue array(
      String type, List<Following> following, Function<Following, Object> part) {
    return new SqlArrayValue(type, following.stream().map(part).toArray());
  }

  private void mark(Collection<UUID> callIds) {
    database
        .sql("update dispatch.calls set retried = true where call_id = any (:ids)")
        .param("ids", SqlIds.array(callIds))
        .update();
  }

  private void say(Collection<UUID> callIds) {
    var said = new LinkedHashMap<String, DispatchSignal>();
    database
        .sql("select *, clock_timestamp() as now from dispatch.calls where call_id = any (:ids)")
        .param("ids", SqlIds.array(callIds))
        .query(row -> {
          var scheduled = new RetryScheduled(command(row), SqlTimes.of(row, "now"));
          said.put(scheduled.call().callId().toString(), scheduled);
        });
    signals.say(said);
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
}
