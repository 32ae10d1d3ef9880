package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A campaign as its owner sees it. */
final class Campaigns {

  private static final String PATH = "/api/v1/campaigns";
  private static final Duration POLL = Duration.ofMillis(300);

  /** Everybody is in exactly one of these. */
  private static final List<String> COUNTS =
      List.of(
          "not_released",
          "waiting",
          "dialling",
          "in_progress",
          "completed",
          "failed",
          "suppressed",
          "expired",
          "cancelled",
          "abandoned");

  private final Rig rig;
  private final String id;

  private Campaigns(Rig rig, String id) {
    this.rig = rig;
    this.id = id;
  }

  /** Makes a draft of these rules. */
  static Campaigns create(Rig rig, String rules) {
    var made = Calls.tree(rig.gateway().upload(PATH, "application/json", bytes(rules)));
    return new Campaigns(rig, made.path("campaign_id").asString());
  }

  String id() {
    return id;
  }

  JsonNode importCsv(String csv) {
    return Calls.tree(rig.gateway().upload(path("/recipients"), "text/csv", bytes(csv)));
  }

  JsonNode move(String move, String body) {
    return Calls.tree(rig.gateway().upload(path("/" + move), "application/json", bytes(body)));
  }

  JsonNode get(String what) {
    return Calls.tree(rig.gateway().get(path(what)));
  }

  String text(String what) {
    return rig.gateway().get(path(what));
  }

  /** The counts, which add up at every instant. */
  JsonNode progress() {
    JsonNode now = get("/progress");
    long sum = COUNTS.stream().mapToLong(count -> now.path(count).asLong()).sum();
    assertThat(sum).as("%s", now).isEqualTo(now.path("recipients").asLong());
    long held = now.path("holds").valueStream().mapToLong(JsonNode::asLong).sum();
    assertThat(held).as("%s", now).isEqualTo(now.path("waiting").asLong());
    return now;
  }

  JsonNode awaitProgress(String what, Predicate<JsonNode> reached) {
    return await(what).atMost(Rig.LIMIT).pollInterval(POLL).until(this::progress, reached);
  }

  void awaitState(String state) {
    awaitProgress("the campaign is " + state, now -> now.path("state").asString().equals(state));
  }

  /** When it was paused, by the gateway's word; nobody may be dialled from then on. */
  Instant awaitPaused() {
    awaitState("paused");
    return Instant.parse(get("").path("updated_at").asString());
  }

  /** All people, page by page. */
  List<JsonNode> people() {
    List<JsonNode> people = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get("/recipients?limit=50" + cursor);
      page.path("items").forEach(people::add);
      cursor =
          page.path("next_cursor").isNull() ? "" : "&cursor=" + page.path("next_cursor").asString();
    } while (!cursor.isEmpty());
    return people;
  }

  /** What the sandbox has received for it. */
  Stream<Ledger.Entry> creates() {
    List<String> requests =
        people().stream().map(person -> person.path("request_id").asString()).toList();
    return rig.ledger().entries().stream().filter(entry -> requests.contains(entry.requestId()));
  }

  private String path(String what) {
    return PATH + "/" + id + what;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
