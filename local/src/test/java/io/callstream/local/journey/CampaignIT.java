package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A campaign from its upload to its report, through everything that lies between. */
class CampaignIT {

  private static final int PEOPLE = 40;

  private static final String ALWAYS =
      """
      "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00"\
      """;

  private final Rig rig = Rig.shared();
  private final Promises promises = new Promises(rig);

  @Test
  void peopleAreImportedDialledPausedResumedAndFinished() {
    Campaigns campaign =
        Campaigns.create(
            rig, "{\"name\": \"All\", \"per_second\": 5, \"window\": {" + ALWAYS + "}}");
    List<String> numbers = IntStream.range(0, PEOPLE).mapToObj(_ -> Phones.anyone()).toList();
    String rows = numbers.stream().map(n -> n + ",Zoë\n").collect(Collectors.joining());

    JsonNode counts =
        campaign.importCsv(
            "to_number,name\n" + rows + numbers.getFirst() + ",again\n12,nobody\n" + "+1,\"open\n");

    assertThat(counts.path("rows").asInt()).isEqualTo(PEOPLE + 3);
    assertThat(counts.path("accepted").asInt()).isEqualTo(PEOPLE);
    assertThat(counts.path("duplicate").asInt()).isEqualTo(1);
    assertThat(counts.path("rejected").asInt()).isEqualTo(2);
    assertThat(campaign.get("/dry-run").path("would_be_dialled").asInt()).isEqualTo(PEOPLE);
    campaign.move("start", "");
    campaign.awaitProgress("some have been called", now -> now.path("completed").asInt() >= 3);
    campaign.move("pause", "");
    campaign.awaitState("paused");
    long dialled = campaign.creates().count();
    assertThat(dialled).isLessThan(PEOPLE);
    assertThat(campaign.people())
        .filteredOn(person -> List.of("waiting", "not_released").contains(person.path("state").asString()))
        .isNotEmpty()
        .allSatisfy(person -> assertThat(person.path("hold").path("code").asString()).isEqualTo("paused"));
    await("nobody is dialled while it is paused")
        .during(Duration.ofSeconds(3))
        .atMost(Rig.LIMIT)
        .until(() -> campaign.creates().count() == dialled);
    campaign.move("resume", "");
    campaign.awaitState("finished");

    assertThat(campaign.progress().path("completed").asInt()).isEqualTo(PEOPLE);
    assertThat(campaign.creates().map(Ledger.Entry::toNumber))
        .containsExactlyInAnyOrderElementsOf(numbers);
    promises.nobodyRangTwice();
    List<String> report = campaign.text("/report.csv").lines().toList();
    assertThat(report).hasSize(PEOPLE + 1);
    assertThat(report.subList(1, report.size())).allMatch(line -> line.contains(",completed,1,"));
    await("each request is said to be over, once")
        .atMost(Rig.LIMIT)
        .untilAsserted(
            () ->
                assertThat(campaign.people())
                    .allSatisfy(
                        person ->
                            assertThat(rig.events().of(person.path("request_id").asString()))
                                .filteredOn(event -> event.fact().equals("completed"))
                                .singleElement()
                                .satisfies(
                                    event ->
                                        assertThat(event.call().path("outcome").asString())
                                            .isEqualTo("answered"))));
  }

  /** Who is not called has a reason, and a cancelled campaign leaves nobody without an end. */
  @Test
  void everyoneWhoIsNotCalledHasAReason() {
    String closed =
        LocalDate.now(ZoneOffset.UTC).plusDays(3).getDayOfWeek().name().substring(0, 3).toLowerCase(Locale.ROOT);
    Campaigns campaign =
        Campaigns.create(
            rig,
            """
            {"name": "Some", "window": {%s, "countries": {"GB": {"days": ["%s"], "from": "12:00", "to": "13:00"}}}}
            """
                .formatted(ALWAYS, closed));
    String suppressed = Phones.anyone();
    rig.gateway()
        .upload(
            "/api/v1/suppressions",
            "application/json",
            ("{\"number\": \"" + suppressed + "\"}").getBytes(StandardCharsets.UTF_8));
    String called = Phones.anyone();
    JsonNode counts =
        campaign.importCsv("phone\n" + suppressed + "\n+447911123456\n" + called + "\n");
    assertThat(counts.path("suppressed").asInt()).isEqualTo(1);
    JsonNode dry = campaign.get("/dry-run");
    assertThat(dry.path("holds").toString()).isEqualTo("{\"outside_window\":1,\"suppressed\":1}");
    assertThat(campaign.people())
        .extracting(person -> person.path("hold").path("code").asString())
        .containsOnly("not_started");

    campaign.move("start", "");
    campaign.awaitProgress(
        "the others are held",
        now -> now.path("completed").asInt() == 1 && now.path("suppressed").asInt() == 1);

    assertThat(campaign.people())
        .extracting(person -> person.path("hold").path("code").asString(""))
        .containsExactly("suppressed", "outside_window", "");
    campaign.move("cancel", "{\"in_flight\": \"finish\"}");
    campaign.awaitState("cancelled");
    assertThat(campaign.creates().map(Ledger.Entry::toNumber)).containsExactly(called);
    assertThat(campaign.people())
        .extracting(person -> person.path("state").asString())
        .containsExactly("cancelled", "cancelled", "completed");
  }
}
