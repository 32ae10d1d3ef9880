package io.callstream.chaos.proof;

import io.callstream.chaos.check.CallClaims;
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
    Instant back = work.now();
    log.accept(
        "the copy is back, without what %,d calls did".formatted(work.asked() - CALLS_BEFORE));
    Instant released = release(work, log);
    work.untilOver("all is over");
    log.accept(
        "releasable %.1f s after the copy was back, all at rest %.1f s after the release"
            .formatted(seconds(back, released), seconds(released, work.now())));
    return found(work.claims(), back, released);
  }

  private boolean older(Work work, Instant copied) {
    return work.now().isAfter(copied.plus(length));
  }

  private static Instant release(Work work, Consumer<String> log) throws IOException {
    work.until("the guard is shut", () -> guard(work).path("shut").asBoolean());
    log.accept("the guard is shut: " + guard(work).path("reason").asString(""));
    work.ask(CALLS_BEFORE / 2);
    work.until("it can be released", () -> guard(work).path("releasable").asBoolean());
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

  private static List<Claim> found(CallClaims claims, Instant back, Instant released)
      throws IOException {
    List<Claim> found = new ArrayList<>(claims.ask());
    found.add(
        claims.noneBetween(
            "nobody was dialled from the return of the copy to the release", back, released));
    return found;
  }
}
