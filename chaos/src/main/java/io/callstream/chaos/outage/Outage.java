package io.callstream.chaos.outage;

import io.callstream.chaos.check.Claim;
import io.callstream.chaos.check.OutageClaims;
import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.cluster.Topology;
import io.callstream.chaos.load.Accepted;
import io.callstream.chaos.load.Http;
import io.callstream.chaos.proxy.LinkMode;
import io.callstream.contracts.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Retell hangs for a while and is then back, with calls waiting of which some expire meanwhile. All
 * waits of the dispatcher are {@link #TIMES_AS_FAST} times shorter than in life, so that two
 * minutes tell of an hour.
 */
public final class Outage {

  /** Of an hour in life (issue: at most 15 dials in the hour). */
  static final int DIALS_MAX = 15;

  static final int TIMES_AS_FAST = 30;

  /** CONTRACT.md's own values, shortened; what is not here is every run's. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "DIAL_PER_SECOND", "60",
          "DIAL_UNANSWERED", "5",
          "DIAL_READ_TIMEOUT", "4s",
          "DIAL_LEASE", "5s",
          "DIAL_REST_MIN", "333ms",
          "DIAL_REST_MAX", "20s",
          "DIAL_ABANDON_AFTER", "30s");

  private static final int CALLS_BEFORE = 20;
  private static final int CALLS_MEANWHILE = 60;
  private static final int CALLS_IN_A_WINDOW = 10;
  private static final Duration LATER = Duration.ofHours(1);

  /** How long after all is back a call waits in vain for its window. */
  private static final Duration IN_VAIN = Duration.ofSeconds(30);

  /** Before it closes. */
  private static final Duration WINDOW_MIN = Duration.ofSeconds(10);

  private static final Duration SETTLE_LIMIT = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final String CREATE = "POST /v2/create-phone-call";

  private final Cluster cluster;
  private final Duration length;
  private final boolean createsOnly;
  private final InstantSource clock;
  private final BooleanSupplier closed;
  private final Consumer<String> log;
  private final List<OutageClaims.Asked> asked = new ArrayList<>();

  /**
   * @param cluster started with {@link #SETTINGS}
   * @param createsOnly everything else is answered
   */
  Outage(
      Cluster cluster,
      Duration length,
      boolean createsOnly,
      InstantSource clock,
      BooleanSupplier closed,
      Consumer<String> log) {
    this.cluster = cluster;
    this.length = length;
    this.createsOnly = createsOnly;
    this.clock = clock;
    this.closed = closed;
    this.log = log;
  }

  /** Runs it, prints what was found, and says whether all of it is as it must be. */
  boolean run() throws IOException, SQLException {
    OutageClaims claims = new OutageClaims(cluster, asked);
    Duration later = length.plus(LATER);
    ask(CALLS_BEFORE, later);
    await(claims);
    Instant from = clock.instant();
    cluster.link(Topology.DIALS, new LinkMode.Hang(createsOnly ? CREATE : ""));
    log.accept(createsOnly ? "creates hang" : "Retell hangs");
    askInAWindow(from);
    ask(CALLS_MEANWHILE / 2, length.dividedBy(2));
    ask(CALLS_MEANWHILE / 2, later);
    pause(length);
    // What hangs is cut, not delivered late.
    cluster.link(Topology.DIALS, new LinkMode.Refuse());
    cluster.link(Topology.DIALS, new LinkMode.Pass());
    Instant to = clock.instant();
    log.accept("Retell is back");
    await(claims);
    return verdict(claims, from, to);
  }

  private boolean verdict(OutageClaims claims, Instant from, Instant to)
      throws IOException, SQLException {
    long dials = claims.dials(from, to);
    List<Claim> found = claims.ask(to);
    boolean few =
        dials <= DIALS_MAX * length.toMillis() * TIMES_AS_FAST / Duration.ofHours(1).toMillis();
    boolean holds = few && found.stream().allMatch(Claim::holds) && claims.unfinished() == null;
    log.accept(
        "%ncallstream chaos outage: %s%n".formatted(holds ? "PASSED" : "FAILED")
            + "  %s for %d s, all waits %d times as short as in life%n"
                .formatted(
                    createsOnly ? "creates hung" : "Retell hung", length.toSeconds(), TIMES_AS_FAST)
            + "  %-4s %d dials meanwhile, at most %d in an hour of life%n"
                .formatted(few ? "ok" : "FAIL", dials, DIALS_MAX)
            + "  all at rest %.1f s after it was back%n"
                .formatted(Duration.between(to, clock.instant()).toMillis() / 1000.0));
    found.forEach(claim -> log.accept(claim.lines().stripTrailing()));
    return holds;
  }

  private void ask(int calls, Duration expiry) throws IOException {
    for (int n = 0; n < calls; n++) {
      Instant expires = clock.instant().plus(expiry);
      ask(expires, Map.of("expires_at", expires.toString()));
    }
  }

  /** Of which nothing is left when Retell is back, unless it is away for a minute or less. */
  private void askInAWindow(Instant from) throws IOException {
    Instant closed = closing(from.plus(WINDOW_MIN));
    Instant gone = closed.isAfter(from.plus(length)) ? closed : from.plus(length);
    Map<String, Object> rules =
        Map.of("expires_at", gone.plus(IN_VAIN).toString(), "window", window(closed));
    for (int n = 0; n < CALLS_IN_A_WINDOW; n++) {
      ask(closed, rules);
    }
  }

  /** The next full minute at which a window can close: one that closes at midnight never does. */
  static Instant closing(Instant from) {
    Instant minute = from.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    return minute.equals(minute.truncatedTo(ChronoUnit.DAYS))
        ? minute.plus(1, ChronoUnit.MINUTES)
        : minute;
  }

  /** Every day until then. */
  static Map<String, Object> window(Instant closed) {
    return Map.of(
        "days",
        List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
        "from",
        "00:00",
        "to",
        LocalTime.ofInstant(closed, ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES).toString(),
        "timezone",
        "UTC");
  }

  private void ask(Instant until, Map<String, Object> rules) throws IOException {
    Http gateway =
        new Http(
            cluster.gateway(),
            Map.of("Authorization", "Bearer " + cluster.adminKey()),
            Duration.ofSeconds(15));
    String number = "+1212%05d10".formatted(20_000 + asked.size());
    Map<String, Object> body = new LinkedHashMap<>(rules);
    body.put("to_number", number);
    HttpResponse<String> answer = gateway.post("/api/v1/calls", Json.bytes(body), Map.of());
    if (answer.statusCode() != 202) {
      throw new IOException("a call was answered " + answer.body());
    }
    String id =
        Json.tree(answer.body().getBytes(StandardCharsets.UTF_8)).path("call_id").asString();
    asked.add(
        new OutageClaims.Asked(new Accepted(UUID.fromString(id), number, clock.instant()), until));
  }

  private void await(OutageClaims claims) {
    long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
    while (claims.unfinished() != null && System.nanoTime() < deadline && !closed.getAsBoolean()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private void pause(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end && !closed.getAsBoolean()) {
      LockSupport.parkNanos(Math.min(LOOK.toNanos(), Math.max(1, end - System.nanoTime())));
    }
  }
}
