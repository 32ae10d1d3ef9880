package io.callstream.bench.endtoend;

import io.callstream.bench.Campaign;
import io.callstream.bench.Database;
import io.callstream.bench.PeopleCsv;
import io.callstream.local.demo.Rings;
import io.callstream.local.demo.SandboxLedger;
import io.callstream.stack.CannotStart;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Campaigns that run until every call has ended in the read model. */
final class EndToEndBench implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(3);

  private static final String ROWS =
      """
      select count(*), count(*) filter (where status in ('completed', 'failed', 'cancelled')),
             count(*) filter (where retell_call_id is not null and outcome is null)
        from calls.retell_calls where campaign_id = ':campaign'
      """;

  private final WholeSystem system;
  private final Database database;
  private final Duration limit;
  private int people;

  /**
   * @param limit how long a campaign may take
   */
  EndToEndBench(WholeSystem system, Duration limit) throws SQLException {
    this.system = system;
    this.database = new Database(system.stack());
    this.limit = limit;
  }

  /**
   * How it went.
   *
   * @param time from the start to the last end
   * @param cpu of each process
   * @param dispatcherHeapMiB in use after a collection, when half of the calls had ended
   * @param projectorHeapMiB the same
   * @param inFlight calls known at Retell and not ended at that time
   */
  record Run(
      int calls,
      Duration time,
      Map<String, Duration> cpu,
      long dispatcherHeapMiB,
      long projectorHeapMiB,
      long inFlight) {

    double perSecond() {
      return calls * 1e9 / time.toNanos();
    }

    double cpuMicrosForCall() {
      return cpu.values().stream().mapToLong(Duration::toNanos).sum() / 1e3 / calls;
    }
  }

  /** How far a campaign is, in the read model. */
  private record Standing(long rows, long ended, long inFlight) {}

  /** Calls so many people, who were never called before. */
  Run call(int calls) throws SQLException {
    var campaign = Campaign.make(system.gateway(), "bench " + people);
    campaign.add(PeopleCsv.right(calls, people));
    people += calls;
    var before = system.cpu();
    long begun = System.nanoTime();
    campaign.start();
    var half = await(campaign, calls, calls / 2, begun);
    long dispatcher = system.dispatcher().heapMiB();
    long projector = system.projector().heapMiB();
    await(campaign, calls, calls, begun);
    var time = Duration.ofNanos(System.nanoTime() - begun);
    return new Run(calls, time, since(before), dispatcher, projector, half.inFlight());
  }

  private Map<String, Duration> since(Map<String, Duration> before) {
    var used = new LinkedHashMap<String, Duration>();
    system
        .cpu()
        .forEach((who, cpu) -> used.put(who, cpu.minus(before.getOrDefault(who, Duration.ZERO))));
    return used;
  }

  private Standing await(Campaign campaign, int calls, int ends, long begun) throws SQLException {
    long said = System.nanoTime();
    while (true) {
      var standing = standing(campaign);
      long now = System.nanoTime();
      if (now - said > BETWEEN_LINES.toNanos()) {
        said = now;
        System.out.printf(
            "  %d s: %,d of %,d ended, %,d in flight, %,d known%n",
            Duration.ofNanos(now - begun).toSeconds(),
            standing.ended(),
            calls,
            standing.inFlight(),
            standing.rows());
      }
      if (standing.ended() >= ends) {
        return standing;
      }
      if (now - begun > limit.toNanos()) {
        throw new CannotStart(
            "only %d of %d calls ended within %d s: see the logs"
                .formatted(standing.ended(), calls, limit.toSeconds()));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private Standing standing(Campaign campaign) throws SQLException {
    var row = database.rows(ROWS.replace(":campaign", campaign.id())).getFirst();
    return new Standing(Long.parseLong(row[0]), Long.parseLong(row[1]), Long.parseLong(row[2]));
  }

  /** How many were called in all. */
  int people() {
    return people;
  }

  /** What the sandbox's phones say. */
  Rings rings() {
    return Rings.in(SandboxLedger.lines(URI.create("http://127.0.0.1:" + system.sandbox().port())));
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }
}
