package io.callstream.local.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pause and stop-all while three dispatchers dial as fast as they may. {@code -Dpause.rounds=100}
 * for the whole size.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class PauseIT {

  private static final int ROUNDS = Integer.getInteger("pause.rounds", 4);
  private static final int PEOPLE = 60 * ROUNDS;

  /** A second is promised; on a machine that stands still a dial may begin up to 2 s late. */
  private static final Duration STOPS_WITHIN =
      Duration.ofSeconds(Integer.getInteger("pause.stops-within", 4));

  private static final List<String> OTHERS = List.of(Rig.DISPATCHER + "-2", Rig.DISPATCHER + "-3");

  private final Rig rig = Rig.shared();

  @BeforeEach
  void threeDispatchers() {
    OTHERS.forEach(rig::add);
  }

  @AfterEach
  void one() {
    OTHERS.forEach(rig::dismiss);
  }

  @Test
  void nobodyIsDialledOnceACampaignIsPaused() {
    Campaigns campaign = started();

    for (int round = 0; round < ROUNDS; round++) {
      awaitDials(campaign);
      campaign.move("pause", "");
      Instant paused = campaign.awaitPaused();
      await("whatever left has come").during(Duration.ofSeconds(1)).until(() -> true);
      assertThat(dialledAfter(paused)).as("round %s", round).isEmpty();
      campaign.move("resume", "");
    }
    campaign.move("cancel", "{\"in_flight\": \"stop\"}");
    campaign.awaitState("cancelled");
  }

  @Test
  void nobodyIsDialledASecondAfterStopAll() {
    Campaigns campaign = started();

    for (int round = 0; round < ROUNDS; round++) {
      awaitDials(campaign);
      dialling("stop");
      Instant stopped = Instant.now();
      await("whatever left has come").during(STOPS_WITHIN.plusSeconds(1)).until(() -> true);
      assertThat(dialledAfter(stopped.plus(STOPS_WITHIN))).as("round %s", round).isEmpty();
      dialling("start");
    }
    campaign.move("cancel", "{\"in_flight\": \"stop\"}");
    campaign.awaitState("cancelled");
  }

  private Campaigns started() {
    Campaigns campaign =
        Campaigns.create(
            rig,
            """
            {"name": "Many", "window": {"from": "00:00", "to": "24:00",
             "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}}
            """);
    campaign.importCsv(
        IntStream.range(0, PEOPLE)
            .mapToObj(_ -> Phones.anyone())
            .collect(Collectors.joining("\n", "to_number\n", "\n")));
    campaign.move("start", "");
    return campaign;
  }

  private void awaitDials(Campaigns campaign) {
    Instant from = Instant.now();
    await("some are dialled")
        .atMost(Rig.LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> dialledAfter(from).size() >= 3);
    assertThat(campaign.progress().path("state").asString()).isEqualTo("running");
  }

  private List<Instant> dialledAfter(Instant moment) {
    return rig.ledger().entries().stream()
        .map(Ledger.Entry::receivedAt)
        .filter(at -> at.isAfter(moment))
        .toList();
  }

  private void dialling(String what) {
    rig.gateway()
        .upload(
            "/api/v1/dialling/" + what, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
  }
}
