package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.Json;
import io.callstream.local.campaign.CampaignCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** A campaign from its rules to its report, by the command line, while a dispatcher is killed. */
class CampaignJourneyIT {

  private static final int NOT_REACHED = 20;
  private static final int SUPPRESSED = 11;

  /** How those behave who are called: answered, not reached, busy, answer lost, throttled. */
  private static final List<Integer> BEHAVIOURS = List.of(10, 10, 10, NOT_REACHED, 21, 30, 40);

  private static final int ROUNDS = 6;

  private static final String RULES =
      """
      {"name": "Journey", "retry": [{"on": ["no_answer"], "delay_s": 1}], "max_attempts": 2,
       "window": {"days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
                  "from": "00:00", "to": "24:00"}}
      """;

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

  private final Rig rig = Rig.shared();

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path folder;

  @Test
  void everybodyIsCalledAsOftenAsTheRulesSayAndNobodyElse() throws IOException {
    Files.writeString(folder.resolve("admin.key"), Rig.ADMIN_KEY);
    var people = people();
    var suppressed = Phones.ending(SUPPRESSED);
    post("/api/v1/suppressions", "{\"number\": \"" + suppressed + "\"}");
    var id = post("/api/v1/campaigns", RULES).path("campaign_id").asString();
    var file = folder.resolve("people.csv");
    Files.writeString(file, "to_number\n" + String.join("\n", people) + "\n" + suppressed + "\n");

    run("import", id, file.toString());
    run("start", id);
    await("half are dialled")
        .atMost(Rig.LIMIT)
        .until(
            () -> people.stream().filter(number -> rings(number) > 0).count() > people.size() / 2);
    rig.kill(Rig.DISPATCHER);
    rig.startAgain(Rig.DISPATCHER);

    await("everybody has been dealt with")
        .atMost(Rig.LIMIT)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> sumHolds(progress(id)).path("state").asString().equals("finished"));
    for (var number : people) {
      assertThat(rings(number))
          .as(number)
          .isEqualTo(Phones.behaviour(number) == NOT_REACHED ? 2 : 1);
    }
    assertThat(rings(suppressed)).isZero();
    var end = progress(id);
    assertThat(end.path("recipients").asInt()).isEqualTo(people.size() + 1);
    assertThat(end.path("suppressed").asInt()).isEqualTo(1);
    assertThat(end.path("failed").asInt()).isEqualTo(2 * ROUNDS);
    assertThat(end.path("completed").asInt()).isEqualTo(people.size() - 2 * ROUNDS);
    assertThat(rig.gateway().get(path(id) + "/report.csv").lines()).hasSize(people.size() + 2);
    run("watch", id);
  }

  private static List<String> people() {
    var people = new ArrayList<String>();
    for (int round = 0; round < ROUNDS; round++) {
      BEHAVIOURS.forEach(behaviour -> people.add(Phones.ending(behaviour)));
    }
    return people;
  }

  /** At every instant the counts make up the recipients. */
  private static JsonNode sumHolds(JsonNode progress) {
    long sum = COUNTS.stream().flatMapToLong(c -> LongStream.of(progress.path(c).asLong())).sum();
    assertThat(sum).as(progress.toString()).isEqualTo(progress.path("recipients").asLong());
    return progress;
  }

  private long rings(String number) {
    return rig.ledger().entries().stream()
        .filter(entry -> entry.rang() && entry.toNumber().equals(number))
        .count();
  }

  private JsonNode progress(String id) {
    return json(rig.gateway().get(path(id) + "/progress"));
  }

  private JsonNode post(String path, String body) {
    var answer = rig.gateway().post(path, body.getBytes(StandardCharsets.UTF_8), Map.of());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return json(answer.body());
  }

  private void run(String... words) {
    var line = new ArrayList<>(List.of(words));
    line.addAll(
        List.of("--gateway", rig.gatewayAddress().toString(), "--data-dir", folder.toString()));
    assertThat(new CommandLine(new CampaignCommand()).execute(line.toArray(String[]::new)))
        .as(String.join(" ", words))
        .isZero();
  }

  private static String path(String id) {
    return "/api/v1/campaigns/" + id;
  }

  private static JsonNode json(String text) {
    return Json.tree(text.getBytes(StandardCharsets.UTF_8));
  }
}
