package io.callstream.gateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.Db;
import io.callstream.gateway.RunningGateway;
import io.callstream.gateway.request.RequestMessages;
import io.callstream.gateway.request.Requests;
import io.callstream.testing.TestDatabase;
import io.callstream.testing.TestDatabases;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** The campaign stays a draft, so that the gateway's own keeper leaves it alone. */
class WithdrawalIT {

  private static TestDatabase database;
  private static Db db;
  private static RunningGateway gateway;

  private Campaign campaign;
  private Withdrawal withdrawal;
  private Instant now = Instant.parse("2026-11-21T09:00:00Z");

  @BeforeAll
  static void start() {
    database = TestDatabases.create();
    gateway = RunningGateway.ready(database, Map.of());
    db = new Db(database);
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    db.close();
    database.close();
  }

  @BeforeEach
  void create() {
    var draft =
        gateway.post(
            "/api/v1/campaigns",
            """
            {"name": "A", "window": {"days": ["mon"], "from": "09:00", "to": "17:00"}}
            """);
    var id = UUID.fromString(draft.at("/campaign_id"));
    campaign = bean(Campaigns.class).find(id).orElseThrow();
    // Whatever is done takes a second.
    InstantSource clock = () -> now = now.plusSeconds(1);
    withdrawal =
        new Withdrawal(
            bean(Requests.class),
            bean(CampaignRequests.class),
            bean(RequestMessages.class),
            bean(TransactionTemplate.class),
            clock);
  }

  private static <T> T bean(Class<T> type) {
    return gateway.context().getBean(type);
  }

  /** A round takes two seconds by the clock of this test, and each look one. */
  @Test
  void aRoundIsFollowedByARestThatIsTenTimesAsLong() {
    request();
    withdrawal.runOnce(campaign);
    assertThat(waiting()).isZero();

    request();
    now = now.plusSeconds(15);
    withdrawal.runOnce(campaign);
    assertThat(waiting()).isEqualTo(1);

    now = now.plusSeconds(10);
    withdrawal.runOnce(campaign);
    assertThat(waiting()).isZero();
  }

  @Test
  void aLongRoundIsFollowedByAMinutesRest() {
    for (int i = 0; i < 8; i++) {
      request();
    }
    withdrawal.runOnce(campaign);
    request();
    now = now.plusSeconds(61);
    withdrawal.runOnce(campaign);
    assertThat(waiting()).isZero();
  }

  @Test
  void callsThatAreToBeStoppedAfterAllEndARest() {
    withdrawal.runOnce(campaign);
    request();
    withdrawal.runOnce(stopLive());
    assertThat(waiting()).isZero();
  }

  @Test
  void callsThatAreToBeStoppedAfterAllInTheMiddleOfARoundAreNotFollowedByARest() {
    request();
    db.run(
        """
        insert into gateway.requests (request_id, api_key_id, command, requested_at, check_at, campaign_id)
        select gen_random_uuid(), api_key_id, command, requested_at, check_at, campaign_id
          from gateway.requests cross join generate_series(1, 500) where campaign_id = ?::uuid
        """,
        campaign.campaignId().toString());
    assertThat(withdrawal.runOnce(campaign)).as("there are more").isTrue();
    var stopped = stopLive();
    assertThat(withdrawal.runOnce(stopped)).isFalse();
    request();
    withdrawal.runOnce(stopped);
    assertThat(waiting()).isZero();
  }

  @Test
  void aClockThatIsSetBackEndsARest() {
    withdrawal.runOnce(campaign);
    request();
    now = now.minus(Duration.ofHours(1));
    withdrawal.runOnce(campaign);
    assertThat(waiting()).isZero();
  }

  @Test
  void whatIsKeptOfACampaignIsForgottenWithIt() {
    request();
    withdrawal.runOnce(campaign);
    request();
    withdrawal.keepOnly(Set.of(campaign.campaignId()));
    withdrawal.runOnce(campaign);
    assertThat(waiting()).isEqualTo(1);

    withdrawal.keepOnly(Set.of());
    withdrawal.runOnce(campaign);
    assertThat(waiting()).isZero();
  }

  private Campaign stopLive() {
    db.run(
        "update gateway.campaigns set stop_live = true where campaign_id = ?::uuid",
        campaign.campaignId().toString());
    return bean(Campaigns.class).find(campaign.campaignId()).orElseThrow();
  }

  private void request() {
    var id = gateway.post("/api/v1/calls", "{\"to_number\": \"+12125550123\"}").at("/call_id");
    db.run(
        "update gateway.requests set campaign_id = ?::uuid where request_id = ?::uuid",
        campaign.campaignId().toString(),
        id);
  }

  private long waiting() {
    return db.count(
        "select count(*) from gateway.requests where campaign_id = ?::uuid and withdrawn_at is null",
        campaign.campaignId().toString());
  }
}
