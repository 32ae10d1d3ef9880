package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.callstream.local.campaign.CampaignCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** A campaign from its upload to its report, through everything that lies between. */
class CampaignIT {

  private static final int PEOPLE = 40;
  private static final int NOT_REACHED = 20;

  /** How those behave who are called: answered, not reached, busy, answer lost, throttled. */
  private static final List<Integer> BEHAVIOURS = List.of(10, 10, 10, NOT_REACHED, 21, 30, 40);

  private static final int ROUNDS = 6;

  /** What a dispatcher has on the wire when it is killed (DIAL_UNANSWERED). */
  private static final int UNANSWERED_AT_MOST = 5;

  private static final String ALWAYS =
      """
      "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00"\
      """;

  private final Rig rig = Rig.shared();
  private final Promises promises = new Promises(rig);

  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path folder;

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
        .filteredOn(
            person -> List.of("waiting", "not_released").contains(person.path("state").asString()))
        .isNotEmpty()
        .allSatisfy(
            person -> assertThat(person.path("hold").path("code").asString()).isEqualTo("paused"));
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
        .untilAsserted(() ->
            assertThat(campaign.people())
                .allSatisfy(person ->
                    assertThat(rig.events().of(person.path("request_id").asString()))
                        .filteredOn(event -> event.fact().equals("completed"))
                        .singleElement()
                        .satisfies(event ->
                            assertThat(event.call().path("outcome").asString())
                                .isEqualTo("answered"))));
  }

  /** Who is not called has a reason, and a cancelled campaign leaves nobody without an end. */
  @Test
  void everyoneWhoIsNotCalledHasAReason() {
    String closed =
        LocalDate.now(ZoneOffset.UTC)
            .plusDays(3)
            .getDayOfWeek()
            .name()
            .substring(0, 3)
            .toLowerCase(Locale.ROOT);
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
        campaign.importCsv("phone\n" + suppressed + "\n+447400123456\n" + called + "\n");
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

  /** Minutes for one call of the greatest length, and not for a second after any other. */
  @Test
  void theDryRunKnowsWhatTheMinutesLeaveRoomFor() {
    Campaigns campaign =
        Campaigns.create(
            rig,
            "{\"name\": \"Minutes\", \"budget\": {\"minutes\": 120}, \"window\": {%s}}"
                .formatted(ALWAYS));
    campaign.importCsv("phone\n%s\n%s\n".formatted(Phones.anyone(), Phones.anyone()));
    assertThat(campaign.get("/dry-run").path("holds").toString()).isEqualTo("{\"budget\":1}");

    campaign.move("start", "");
    campaign.awaitProgress(
        "one was called, and one waits",
        now -> now.path("completed").asInt() == 1 && now.at("/holds/budget").asInt() == 1);

    JsonNode dry = campaign.get("/dry-run");
    assertThat(dry.path("would_be_dialled").asInt()).isZero();
    assertThat(dry.path("holds").toString()).isEqualTo("{\"budget\":1}");
    campaign.move("cancel", "{\"in_flight\": \"finish\"}");
    campaign.awaitState("cancelled");
  }

  /** By the command line, while a dispatcher is killed. */
  @Test
  void everybodyIsCalledAsOftenAsTheRulesSayAndNobodyElse() throws IOException {
    Files.writeString(folder.resolve("admin.key"), Rig.ADMIN_KEY);
    Campaigns campaign =
        Campaigns.create(
            rig,
            """
            {"name": "Again", "retry": [{"on": ["no_answer"], "delay_s": 1}], "max_attempts": 2,
             "window": {%s}}
            """
                .formatted(ALWAYS));
    List<String> numbers =
        IntStream.range(0, ROUNDS)
            .boxed()
            .flatMap(_ -> BEHAVIOURS.stream().map(Phones::ending))
            .toList();
    Path file = folder.resolve("people.csv");
    Files.writeString(file, "to_number\n" + String.join("\n", numbers) + "\n");

    run("import", campaign.id(), file.toString());
    run("start", campaign.id());
    await("half are dialled")
        .atMost(Rig.LIMIT)
        .until(() -> numbers.stream().filter(n -> rings(n) > 0).count() > numbers.size() / 2);
    rig.kill(Rig.DISPATCHER);
    rig.startAgain(Rig.DISPATCHER);

    campaign.awaitState("finished");
    assertThat(numbers)
        .allSatisfy(
            number -> assertThat(rings(number)).as(number).isLessThanOrEqualTo(allowed(number)));
    assertThat(numbers)
        .as("those whose dial was lost with the dispatcher")
        .filteredOn(number -> rings(number) < allowed(number))
        .hasSizeLessThanOrEqualTo(UNANSWERED_AT_MOST);
    promises.nobodyRangTwice();
    JsonNode end = campaign.progress();
    assertThat(
            end.path("completed").asInt()
                + end.path("failed").asInt()
                + end.path("abandoned").asInt())
        .isEqualTo(numbers.size());
    assertThat(end.path("abandoned").asInt()).isLessThanOrEqualTo(UNANSWERED_AT_MOST);
    assertThat(end.path("failed").asInt()).isLessThanOrEqualTo(2 * ROUNDS);
    run("watch", campaign.id());
  }

  private static long allowed(String number) {
    return Phones.behaviour(number) == NOT_REACHED ? 2 : 1;
  }

  private long rings(String number) {
    return rig.ledger().entries().stream()
        .filter(entry -> entry.rang() && entry.toNumber().equals(number))
        .count();
  }

  private void run(String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(
        List.of("--gateway", rig.gatewayAddress().toString(), "--data-dir", folder.toString()));
    assertThat(new CommandLine(new CampaignCommand()).execute(line.toArray(String[]::new)))
        .as(String.join(" ", words))
        .isZero();
  }
}
