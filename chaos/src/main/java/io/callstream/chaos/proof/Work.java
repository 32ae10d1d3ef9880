package io.callstream.chaos.proof;

import io.callstream.chaos.check.CallClaims;
import io.callstream.chaos.cluster.Cluster;
import io.callstream.chaos.load.Accepted;
import io.callstream.chaos.load.Http;
import io.callstream.contracts.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** Single calls, asked for one after the other, each to a phone of its own. */
final class Work {

  /**
   * The last two digits of the numbers in turn (CONTRACT.md, Sandbox). None is refused for good:
   * such a call may be sent again when the refusal was lost, and rings nobody.
   */
  private static final int[] BEHAVIOURS = {10, 53, 20, 31, 10, 30, 51, 40, 10, 52, 10};

  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(200);

  private final Cluster cluster;
  private final InstantSource clock;
  private final BooleanSupplier closed;
  private final List<Accepted> accepted = new CopyOnWriteArrayList<>();

  /**
   * @param closed from then on nothing is waited for
   */
  Work(Cluster cluster, InstantSource clock, BooleanSupplier closed) {
    this.cluster = cluster;
    this.clock = clock;
    this.closed = closed;
  }

  /** What the API tells and takes. */
  Http gateway() {
    return new Http(
        cluster.gateway(), Map.of("Authorization", "Bearer " + cluster.adminKey()), ANSWER_LIMIT);
  }

  Instant now() {
    return clock.instant();
  }

  /** How many have been accepted. */
  int asked() {
    return accepted.size();
  }

  /** What must be so of them. */
  CallClaims claims() {
    return new CallClaims(cluster, accepted);
  }

  /** Asks for so many calls that are due now. */
  void ask(int calls) throws IOException {
    ask(calls, Instant.EPOCH);
  }

  /** Asks for so many calls that are due then. */
  void ask(int calls, Instant due) throws IOException {
    for (int n = 0; n < calls; n++) {
      int all = accepted.size();
      String number = "+1212%05d%02d".formatted(20_000 + all, BEHAVIOURS[all % BEHAVIOURS.length]);
      Map<String, Object> body = new LinkedHashMap<>(Map.of("to_number", number));
      if (due.isAfter(Instant.EPOCH)) {
        body.put("schedule_at", due.toString());
      }
      accepted.add(place(number, body));
    }
  }

  /** Again until it is accepted: the gateway may be without its database for a moment. */
  private Accepted place(String number, Map<String, Object> body) throws IOException {
    List<Accepted> taken = new ArrayList<>();
    until(
        "a call is accepted",
        () -> {
          HttpResponse<String> answer =
              gateway()
                  .post(
                      "/api/v1/calls", Json.bytes(body), Map.of("Idempotency-Key", "of " + number));
          if (answer.statusCode() == 202) {
            UUID id = UUID.fromString(tree(answer.body()).path("call_id").asString());
            taken.add(new Accepted(id, number, clock.instant()));
          } else if (answer.statusCode() < 500) {
            throw new IllegalStateException("a call was answered " + answer.body());
          }
          return !taken.isEmpty();
        });
    return taken.getFirst();
  }

  static JsonNode tree(String json) {
    return Json.tree(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Something that may not be answered just now. */
  interface Question {
    boolean ask() throws IOException;
  }

  /** Does nothing for so long. */
  void rest(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end && !closed.getAsBoolean()) {
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** Until every call has ended. */
  void untilOver(String what) throws IOException {
    until(what, LIMIT, () -> claims().unfinished() == null);
  }

  /** Until that is so; what is not answered is not so. */
  void until(String what, Question question) throws IOException {
    until(what, LIMIT, question);
  }

  /** Until that is so, within a limit. */
  void until(String what, Duration limit, Question question) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!holds(question)) {
      if (System.nanoTime() > deadline || closed.getAsBoolean()) {
        throw new IOException("in vain until %s: %s".formatted(what, claims().unfinished()));
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private static boolean holds(Question question) {
    try {
      return question.ask();
    } catch (IOException _) {
      return false;
    }
  }
}
