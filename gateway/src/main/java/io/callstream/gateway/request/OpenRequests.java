package io.callstream.gateway.request;

import io.callstream.gateway.database.Neighbours;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Looks after requests that have not ended, a batch at a time, inside the caller's transaction. */
@Component
final class OpenRequests {

  private static final int BATCH = 200;

  /** A request that is where it should be is looked at more and more seldom, up to this. */
  private static final int LONGEST = 12;

  /** The relay's heartbeats come every five seconds. */
  private static final Duration PUBLISHED_WITHIN = Duration.ofMinutes(1);

  private static final List<String> FUNCTIONS =
      List.of("dispatch.known(uuid[])", "calls.known(uuid[])", "calls.ended(uuid[])");

  private final JdbcClient jdbc;

  OpenRequests(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Whether it can be told what has arrived: dispatcher and projector may not have started yet, and
   * while nothing leaves the outbox nothing can arrive.
   */
  boolean canBeAsked() {
    return theOutboxIsEmptied() && neighboursAreThere();
  }

  private boolean theOutboxIsEmptied() {
    return jdbc.sql(
            """
            select coalesce(outbox.published_at() > clock_timestamp() - make_interval(secs => :late),
              false)
            """)
        .param("late", PUBLISHED_WITHIN.toSeconds())
        .query(Boolean.class)
        .single();
  }

  private boolean neighboursAreThere() {
    return FUNCTIONS.stream()
        .allMatch(function ->
            jdbc.sql(Neighbours.IS_THERE)
                .param("function", function)
                .query(Boolean.class)
                .single());
  }

  /** Locks the next batch to look at, without waiting for those that others look at. */
  List<Open> lockDue() {
    return jdbc.sql(
            """
            select request_id, command, withdrawal, appends, given_up_at is not null as given_up
              from gateway.requests
             where ended_at is null and check_at <= (select clock_timestamp())
             order by check_at limit :batch for update skip locked
            """)
        .param("batch", BATCH)
        .query((row, n) ->
            new Open(
                row.getObject("request_id", UUID.class),
                row.getBytes("command"),
                row.getBytes("withdrawal"),
                row.getInt("appends"),
                row.getBoolean("given_up")))
        .list();
  }

  /** Whether a list of this length may not be all that is due. */
  static boolean isFull(Collection<?> batch) {
    return batch.size() == BATCH;
  }

  /** Those that are over: the call that was read of has ended, and no other attempt follows it. */
  Set<UUID> ended(List<UUID> ids) {
    return those(
        """
        select e from calls.ended(:ids) e
         where not exists (select from dispatch.request_state(e) s where s.state <> 'done')
        """,
        ids);
  }

  /** Those that the dispatcher has. */
  Set<UUID> atDispatcher(List<UUID> ids) {
    return those("select dispatch.known(:ids)", ids);
  }

  /** Those that the projector has. */
  Set<UUID> atProjector(List<UUID> ids) {
    return those("select calls.known(:ids)", ids);
  }

  /** Notes what was done with a batch, and when to look at it again. */
  void note(Done done, Duration lookAgainAfter) {
    jdbc.sql(
            """
            update gateway.requests
               set check_at = clock_timestamp() + make_interval(secs => case
                     when request_id = any (:waiting) then least(:longest, 2 * coalesce(wait_s, :later / 2))
                     else :later end),
                   wait_s = case when request_id = any (:waiting)
                     then least(:longest, 2 * coalesce(wait_s, :later / 2)) end,
                   appends = appends + (request_id = any (:sentAgain))::int,
                   given_up_at = case when request_id = any (:givenUp) then clock_timestamp()
                                      else given_up_at end,
                   ended_at = case when request_id = any (:closed) then clock_timestamp()
                                   else ended_at end
             where request_id = any (:all)
            """)
        .param("later", lookAgainAfter.toMillis() / 1_000.0)
        .param("longest", lookAgainAfter.multipliedBy(LONGEST).toMillis() / 1_000.0)
        .param("waiting", Neighbours.array(done.waiting()))
        .param("sentAgain", Neighbours.array(done.sentAgain()))
        .param("givenUp", Neighbours.array(done.givenUp()))
        .param("closed", Neighbours.array(done.closed()))
        .param("all", Neighbours.array(done.all()))
        .update();
  }

  /** What was done with each of a batch. */
  record Done(List<UUID> closed, List<UUID> waiting, List<UUID> sentAgain, List<UUID> givenUp) {

    List<UUID> all() {
      return Stream.of(closed, waiting, sentAgain, givenUp).flatMap(List::stream).toList();
    }
  }

  private Set<UUID> those(String function, List<UUID> ids) {
    return Set.copyOf(
        jdbc.sql(function).param("ids", Neighbours.array(ids)).query(UUID.class).list());
  }
}
