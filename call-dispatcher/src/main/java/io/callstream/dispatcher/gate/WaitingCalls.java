package io.callstream.dispatcher.gate;

import io.callstream.contracts.CallWindow;
import io.callstream.contracts.Json;
import io.callstream.dispatcher.gate.Callees.Callee;
import io.callstream.dispatcher.ledger.Numbers.NumberRow;
import io.callstream.dispatcher.ledger.SqlIds;
import io.callstream.dispatcher.ledger.SqlTimes;
import io.callstream.dispatcher.rules.CallFacts;
import io.callstream.dispatcher.rules.CallState;
import io.callstream.dispatcher.rules.DialState;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The calls that a gate looks at. */
final class WaitingCalls {

  /**
   * Whether its provider's turn comes within a time. What is far is found out once, not for each
   * call. A case is something of which the planner believes that half of all are so: from the usual
   * numbers it would gather that hardly any call is, and sort all.
   */
  private static final String PROVIDER_WITHIN =
      """
      case when w.from_number = any (array(
                  select f.number from dispatch.from_numbers f join dispatch.providers p using (provider)
                   where p.next_dial_at > clock_timestamp() + interval '%1$s')) then false
           when exists (select from dispatch.providers p
                         where p.provider = 'unknown'
                           and p.next_dial_at > clock_timestamp() + interval '%1$s')
             then w.from_number in (select f.number from dispatch.from_numbers f)
           else true end\
      """;

  /** A connection is opened when the provider's turn is so near (as for the line's). */
  private static final String PROVIDER_IS_NEAR = PROVIDER_WITHIN.formatted("400 ms");

  /**
   * Campaigns {@code k} with calls that are due, {@code longest} the longest of each. Steps through
   * those that have calls waiting; the campaigns of the past, which are never forgotten, cost
   * nothing.
   */
  private static final String CAMPAIGNS_DUE =
      """
      dispatch.waiting_campaigns join dispatch.campaigns k using (campaign_id)
       cross join lateral (
         select w.due_at from dispatch.calls w
          where w.campaign_id = k.campaign_id and w.state = 'waiting'
            and w.due_at <= (select clock_timestamp()) and %s
          order by w.due_at limit 1) longest
       where k.look_at <= (select clock_timestamp())\
      """;

  /** The lowest pass of those that could be dialled now; null without any. */
  static final String LOWEST_PASS =
      "(select min(k.pass) from "
          + CAMPAIGNS_DUE.formatted(PROVIDER_WITHIN.formatted("0 ms"))
          + ")";

  private static final String DUE =
      """
      select w.call_id, w.request_id, w.to_number, w.campaign_id, w.timezone, w.call_window
        from dispatch.calls w
       where w.state = 'waiting' and %%s and w.due_at <= (select clock_timestamp())
         and w.call_id <> all (:without) and %s
       order by w.due_at, w.call_id limit :limit offset :from
      """
          .formatted(PROVIDER_IS_NEAR);

  private final JdbcClient database;

  WaitingCalls(JdbcClient database) {
    this.database = database;
  }

  /** What is known of a call before any lock; enough to take the locks. */
  record Candidate(UUID callId, UUID requestId, String toNumber, @Nullable UUID campaignId) {}

  /** One that is due, with what its callee's rules are asked by. */
  record Due(Candidate candidate, Callee callee) {}

  /** Whether any call is due, held campaigns and providers whose turn is not near left out. */
  boolean any() {
    return !single(0, 1, Set.of()).isEmpty() || !campaignsDue(1).isEmpty();
  }

  /** The database's clock. */
  Instant now() {
    return database
        .sql("select clock_timestamp() as now")
        .query((row, _) -> SqlTimes.of(row, "now"))
        .single();
  }

  /**
   * Single calls that are due, the longest due first. Read without locks (MECHANISMS.md B1).
   *
   * @param from how many of them to leave out
   * @param without those that are looked at already
   */
  List<Due> single(int from, int limit, Collection<UUID> without) {
    return database
        .sql(DUE.formatted("w.campaign_id is null"))
        .param("without", SqlIds.array(without))
        .param("from", from)
        .param("limit", limit)
        .query(WaitingCalls::due)
        .list();
  }

  /** The same of a campaign. */
  List<Due> ofCampaign(UUID campaignId, int from, int limit, Collection<UUID> without) {
    return database
        .sql(DUE.formatted("w.campaign_id = :campaign"))
        .param("campaign", campaignId)
        .param("without", SqlIds.array(without))
        .param("from", from)
        .param("limit", limit)
        .query(WaitingCalls::due)
        .list();
  }

  /** Campaigns with calls that are due: the lowest pass first, then the longest due. */
  List<UUID> campaignsDue(int limit) {
    return database
        .sql(
            """
            select k.campaign_id from dispatch.budget b cross join %s
             order by greatest(k.pass, b.pass), longest.due_at, k.campaign_id limit :limit
            """
                .formatted(CAMPAIGNS_DUE.formatted(PROVIDER_IS_NEAR)))
        .param("limit", limit)
        .query(SqlIds::first)
        .list();
  }

  private static Due due(ResultSet row, int number) throws SQLException {
    var candidate =
        new Candidate(
            row.getObject("call_id", UUID.class),
            row.getObject("request_id", UUID.class),
            row.getString("to_number"),
            row.getObject("campaign_id", UUID.class));
    var window = window(row.getString("call_window"));
    var zone =
        window != null && window.timezone() != null ? window.timezone() : row.getString("timezone");
    return new Due(candidate, new Callee(candidate.toNumber(), zone, window));
  }

  /** Those that are still due, in their order; without locks. */
  private List<Candidate> stillDue(List<Candidate> candidates) {
    var due =
        Set.copyOf(
            database
                .sql(
                    """
                    select call_id from dispatch.calls
                     where call_id = any (:ids) and state = 'waiting' and due_at <= (select clock_timestamp())
                    """)
                .param("ids", SqlIds.array(candidates.stream().map(Candidate::callId).toList()))
                .query(SqlIds::first)
                .list());
    return candidates.stream().filter(candidate -> due.contains(candidate.callId())).toList();
  }

  /**
   * So many of them that are still due, in their order; in the place of those that others were
   * quicker with, the longest due of the same campaign. Without locks.
   */
  List<Candidate> stillDueOrNext(List<Candidate> candidates, int wanted) {
    var still = stillDue(candidates).stream().limit(wanted).toList();
    int gone = Math.min(wanted, candidates.size()) - still.size();
    if (gone == 0) {
      return still;
    }
    var campaignId = candidates.getFirst().campaignId();
    var without = still.stream().map(Candidate::callId).toList();
    var next =
        campaignId == null ? single(0, gone, without) : ofCampaign(campaignId, 0, gone, without);
    return Stream.concat(still.stream(), next.stream().map(Due::candidate)).toList();
  }

  /**
   * Locks those that nobody else has locked, and that nobody has put off since they were looked
   * for; the last class of locks.
   */
  List<UUID> lock(List<Candidate> candidates) {
    return database
        .sql(
            """
            select call_id from dispatch.calls
             where call_id = any (:ids) and state = 'waiting' and due_at <= (select clock_timestamp())
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
                   due_at, expires_at, campaign_id, timezone, call_window, spent
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
        row.getInt("spent"),
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
