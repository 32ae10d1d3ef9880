package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Web calls through all parts, from the create to their end. */
class WebCallsIT {

  private static final Duration JOIN_WINDOW = Duration.ofSeconds(30);

  /** Two seconds are promised of the row; the rest is room for a slow machine. */
  private static final Duration SEEN_WITHIN = Duration.ofSeconds(20);

  private static final String MAKE = "/api/v1/calls/web-call";

  private static Rig rig;
  private static Calls calls;
  private static JsonNode unjoined;
  private static JsonNode seenAtOnce;
  private static JsonNode cancelled;
  private static CompletableFuture<Instant> endSeen;

  /** Both wait for half a minute, which they may do side by side. */
  @BeforeAll
  static void makeThoseThatWait() {
    rig = Rig.shared();
    calls = new Calls(rig);
    unjoined = make();
    String id = unjoined.path("callstream_call_id").asString();
    seenAtOnce = calls.row(id);
    endSeen =
        CompletableFuture.supplyAsync(
            () -> {
              awaitEnd(id);
              return Instant.now();
            },
            Thread::startVirtualThread);
    cancelled = make();
    assertThat(cancel(cancelled).statusCode()).isEqualTo(202);
  }

  @Test
  void oneThatNobodyJoinsHasFailedSoonAfterItsWindow() {
    JsonNode made = unjoined;
    String id = made.path("callstream_call_id").asString();
    assertThat(seenAtOnce.path("status").asString()).as("at once").isEqualTo("initiated");

    Instant seen = endSeen.join();
    JsonNode row = calls.row(id);
    assertThat(row.path("status").asString()).isEqualTo("failed");
    assertThat(row.path("outcome").asString()).isEqualTo("not_joined");
    assertThat(row.path("disconnection_reason").asString()).isEqualTo("error_user_not_joined");
    assertThat(row.path("error_message").asString("")).isNotEmpty();
    Instant end = Instant.parse(row.path("ended_at").asString());
    assertThat(Duration.between(Instant.parse(row.path("requested_at").asString()), end))
        .isBetween(JOIN_WINDOW, JOIN_WINDOW.plusSeconds(10));
    System.out.printf("seen %d ms after its end%n", Duration.between(end, seen).toMillis());
    assertThat(Duration.between(end, seen)).isLessThan(SEEN_WITHIN);
    assertThat(calls.row(made.path("call_id").asString()).path("call_id").asString())
        .as("by Retell's id")
        .isEqualTo(id);
  }

  @Test
  void oneThatIsJoinedIsTalkedAndEnds() {
    JsonNode made = make();
    String id = made.path("callstream_call_id").asString();
    HttpResponse<String> joined = join(made);
    assertThat(joined.statusCode()).as(joined.body()).isEqualTo(200);

    JsonNode row = awaitEnd(id);
    assertThat(row.path("status").asString()).isEqualTo("completed");
    assertThat(row.path("outcome").asString()).isEqualTo("answered");
    assertThat(row.toString()).doesNotContain(made.path("access_token").asString());
  }

  @Test
  void oneThatIsCancelledEndsWithoutATalk() {
    JsonNode row = awaitEnd(cancelled.path("callstream_call_id").asString());
    assertThat(row.path("status").asString()).isIn("cancelled", "failed");
    assertThat(row.path("started_at").isNull()).isTrue();
  }

  /** Retell does not stop what nobody has joined; it is asked again when somebody has. */
  @Test
  void oneThatIsJoinedAfterItsCancelIsStopped() {
    // The sandbox's time stands still below, which would be late for this one.
    endSeen.join();
    JsonNode made = make();
    String id = made.path("callstream_call_id").asString();
    sandboxRunsAt(0);
    try {
      assertThat(cancel(made).statusCode()).isEqualTo(202);
      assertThat(join(made).statusCode()).isEqualTo(200);

      JsonNode row = awaitEnd(id);
      assertThat(row.path("disconnection_reason").asString()).isEqualTo("manual_stopped");
      assertThat(row.path("started_at").isNull()).isFalse();
    } finally {
      sandboxRunsAt(1);
    }
  }

  private static void sandboxRunsAt(int speed) {
    byte[] wanted = Json.bytes(Map.of("speed", speed));
    assertThat(rig.sandbox().put("/sandbox/clock", wanted).statusCode()).isEqualTo(200);
  }

  private static HttpResponse<String> cancel(JsonNode made) {
    return rig.gateway()
        .post(
            "/api/v1/calls/" + made.path("callstream_call_id").asString() + "/cancel",
            new byte[0],
            Map.of());
  }

  private static HttpResponse<String> join(JsonNode made) {
    return rig.sandbox()
        .post(
            "/sandbox/web-calls/" + made.path("call_id").asString() + "/join",
            Json.bytes(Map.of("access_token", made.path("access_token").asString())),
            Map.of());
  }

  private static JsonNode make() {
    HttpResponse<String> answer =
        await("the gateway makes a web call")
            .atMost(Rig.LIMIT)
            .until(
                () ->
                    rig.gateway()
                        .post(MAKE, Json.bytes(Map.of("agent_id", "agent_sandbox")), Map.of()),
                made -> made.statusCode() == 201);
    return Json.tree(answer.body().getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode awaitEnd(String id) {
    return await("web call " + id + " ends")
        .atMost(Rig.LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> calls.row(id), row -> !row.path("ended_at").isNull());
  }
}
