package io.callstream.dispatcher.gate;

import io.callstream.contracts.CallWindow;
import io.callstream.contracts.Json;
import io.callstream.dispatcher.ledger.Numbers.NumberRow;
import io.callstream.dispatcher.ledger.SqlIds;
import io.callstream.dispatcher.ledger.SqlTimes;
import io.callstream.dispatcher.rules.CallFacts;
import io.callstream.dispatcher.rules.CallState;
import io.callstream.dispatcher.rules.DialState;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The calls that a gate looks at. */
final class WaitingCalls {

  private final JdbcClient database;

  WaitingCalls(JdbcClient database) {
    this.database = database;
  }

  /** What is known of a call before any lock; enough to take the locks. */
  record Candidate(UUID callId, UUID requestId, String toNumber, @Nullable UUID campaignId) {}

  /**
   * Calls that are due, the longest due first, all single ones or all of one campaign: single calls
   * go first, then the campaign with the lowest pass. Read without locks (MECHANISMS.md B1).
   */
  List<Candidate> candidates(int limit) {
    var single = single(limit);
    return single.isEmpty() ? ofCampaign(limit) : single;
  }

  private List<Candidate> single(int limit) {
    return database
        .sql(
            """
            select call_id, request_id, to_number, campaign_id from dispatch.calls
             where state = 'waiting' and campaign_id is null and due_at <= clock_timestamp()
             order by due_at, call_id limit :limit
            """)
        .param("limit", limit)
        .query(WaitingCalls::candidate)
        .list();
  }

  private List<Candidate> ofCampaign(int limit) {
    return database
        .sql(
            """
            select c.call_id, c.request_id, c.to_number, c.campaign_id
              from (select k.campaign_id from dispatch.campaigns k cross join dispatch.budget b
                     where k.look_at <= clock_timestamp()
                       and exists (select from dispatch.calls w
                                    where w.campaign_id = k.campaign_id and w.state = 'waiting'
                                      and w.due_at <= clock_timestamp())
                     order by greatest(k.pass, b.pass), k.campaign_id limit 1) next
              join lateral (select * from dispatch.calls w
                             where w.campaign_id = next.campaign_id and w.state = 'waiting'
                               and w.due_at <= clock_timestamp()
                             order by w.due_at, w.call_id limit :limit) c on true
            """)
        .param("limit", limit)
        .query(WaitingCalls::candidate)
        .list();
  }

  private static Candidate candidate(ResultSet row, int number) throws SQLException {
    return new Candidate(
        row.getObject("call_id", UUID.class),
        row.getObject("request_id", UUID.class),
        row.getString("to_number"),
        row.getObject("campaign_id", UUID.class));
  }

  /** Locks those that nobody else has locked; the last class of locks. */
  List<UUID> lock(List<Candidate> candidates) {
    return database
        .sql(
            """
            select call_id from dispatch.calls
             where call_id = any (:ids) and state = 'waiting'
             order by call_id for update skip locked
            """)
        .param("ids", SqlIds.array(candidates.stream().map(Candidate::callId).toList()))
        .query(SqlIds::first)
        .list();
  }

  /**
   * The locked calls, read again with everything that the gate asks about them, longest due first.
   *
   * @param numbers the rows of their numbers, locked
   */
  List<WaitingCall> read(List<UUID> locked, Map<String, NumberRow> numbers, Set<UUID> cancelled) {
    var dials = dialsOf(locked);
    return database
        .sql(
            """
            select call_id, request_id, to_number, from_number, agent_id, variables, metadata, state,
                   due_at, expires_at, campaign_id, timezone, call_window
              from dispatch.calls where call_id = any (:ids) order by due_at, call_id
            """)
        .param("ids", SqlIds.array(locked))
        .query((row, _) -> {
          var callId = row.getObject("call_id", UUID.class);
          var requestId = row.getObject("request_id", UUID.class);
          var number = numbers.get(row.getString("to_number"));
          var earlier = dials.getOrDefault(callId, new Earlier());
          return call(row, facts(row, cancelled.contains(requestId), earlier, number));
        })
        .list();
  }

  /** What the earlier dials of a call say of it. */
  private static final class Earlier {
    private final List<DialState> states = new ArrayList<>();
    private boolean uncleared;
  }

  private Map<UUID, Earlier> dialsOf(List<UUID> calls) {
    var found = new HashMap<UUID, Earlier>();
    database
        .sql(
            """
            select call_id, state, throttled and cleared_at is null as uncleared
              from dispatch.dials where call_id = any (:ids)
            """)
        .param("ids", SqlIds.array(calls))
        .query(row -> {
          var earlier =
              found.computeIfAbsent(row.getObject("call_id", UUID.class), _ -> new Earlier());
          earlier.states.add(DialState.of(row.getString("state")));
          earlier.uncleared |= row.getBoolean("uncleared");
        });
    return found;
  }

  private static WaitingCall call(ResultSet row, CallFacts facts) throws SQLException {
    return new WaitingCall(
        row.getObject("call_id", UUID.class),
        row.getObject("request_id", UUID.class),
        row.getString("to_number"),
        row.getString("from_number"),
        row.getString("agent_id"),
        row.getString("variables"),
        row.getString("metadata"),
        row.getObject("campaign_id", UUID.class),
        row.getString("timezone"),
        window(row.getString("call_window")),
        facts);
  }

  private static @Nullable CallWindow window(@Nullable String json) {
    return json == null ? null : Json.read(json.getBytes(StandardCharsets.UTF_8), CallWindow.class);
  }

  /** A number without a row cannot be locked: it counts as open. */
  private static CallFacts facts(
      ResultSet row, boolean cancelled, Earlier earlier, @Nullable NumberRow number)
      throws SQLException {
    return new CallFacts(
        CallState.of(row.getString("state")),
        SqlTimes.of(row, "due_at"),
        SqlTimes.of(row, "expires_at"),
        cancelled,
        List.copyOf(earlier.states),
        earlier.uncleared,
        number == null || number.open(),
        number == null ? null : number.shutUntil());
  }
}
