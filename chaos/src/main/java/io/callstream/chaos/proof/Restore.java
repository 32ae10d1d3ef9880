package io.callstream.chaos.proof;

import io.callstream.chaos.check.Claim;
import io.callstream.chaos.cluster.Cluster;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Calls are made, a copy of the database is kept, more calls are made, and the copy is put back
 * under the running services. Some calls of the lost time were known to the copy and due later;
 * some are not over yet when it comes back; of some no webhook ever comes.
 *
 * @param length from the copy to its return
 * @param calls made in it
 */
record Restore(Duration length, int calls) implements Proof {

  private static final int CALLS_BEFORE = 24;

  /** Longer than DIAL_WRITE_LIMIT: what the lost database let through has left by then. */
  private static final Duration SENT = Duration.ofSeconds(5);

  /** How long all is releasable, calls are due, and nobody releases. */
  private static final Duration UNRELEASED = Duration.ofSeconds(10);

  @Override
  public String name() {
    return "restore";
  }

  @Override
  public List<Claim> run(Cluster cluster, Work work, Consumer<String> log) throws IOException {
    work.ask(CALLS_BEFORE);
    work.untilOver("what came before the copy is over");
    // Known to the copy as waiting, dialled in the time that is lost.
    work.ask(CALLS_BEFORE / 2, work.now().plus(length.dividedBy(2)));
    work.until("the copy will know of all", () -> work.claims().known() == work.asked());
    cluster.keepDatabase();
    Instant copied = work.now();
    log.accept("a copy is kept");
    work.ask(calls);
    work.until("time passes", length.multipliedBy(2), () -> older(work, copied));
    work.untilOver("what was asked for since is over");
    int over = work.asked();
    work.ask(CALLS_BEFORE / 2);
    // What was never published is lost with its database, and nobody can tell of it.
    work.until("all are published", () -> work.claims().known() == work.asked());
    work.until("some are being made", () -> work.claims().anyMade(over));
    cluster.putDatabaseBack();
    work.rest(SENT);
    Instant back = work.now();
    cluster.startDatabase();
    log.accept(
        "the copy is back, without what %,d calls did".formatted(work.asked() - CALLS_BEFORE));
    Claim waited = waited(work, log);
    Instant released = release(work);
    work.untilOver("all is over");
    log.accept(
        "releasable %.1f s after the copy was back, all at rest %.1f s after the release"
            .formatted(seconds(back, released), seconds(released, work.now())));
    List<Claim> found = new ArrayList<>(work.claims().ask());
    found.add(waited);
    found.add(
        work.claims()
            .noneBetween(
                "nobody was dialled from the return of the copy to the release", back, released));
    return found;
  }

  private boolean older(Work work, Instant copied) {
    return work.now().isAfter(copied.plus(length));
  }

  /** Until it can be released, and on: those that are asked for now are due and wait. */
  private static Claim waited(Work work, Consumer<String> log) throws IOException {
    work.until("the guard is shut", () -> guard(work).path("shut").asBoolean());
    log.accept("the guard is shut: " + guard(work).path("reason").asString(""));
    work.ask(CALLS_BEFORE / 2);
    work.until("it can be released", () -> guard(work).path("releasable").asBoolean());
    work.rest(UNRELEASED);
    Claim shut = Claim.atRest("the guard stayed shut with calls due until it was released");
    shut.unless(guard(work).path("shut").asBoolean(), () -> "it has opened by itself");
    shut.looked(work.claims().due());
    return shut.atLeast(1 + CALLS_BEFORE / 2);
  }

  private static Instant release(Work work) throws IOException {
    Instant released = work.now();
    HttpResponse<String> answer =
        work.gateway().post("/api/v1/dialling/guard/release", new byte[0], Map.of());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException("the release was answered " + answer.body());
    }
    return released;
  }

  private static JsonNode guard(Work work) throws IOException {
    return Work.tree(work.gateway().get("/api/v1/dialling")).path("guard");
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}
