package io.callstream.dispatcher;

import static io.callstream.dispatcher.StandInGateway.PATIENCE;
import static org.awaitility.Awaitility.await;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.Json;
import io.callstream.contracts.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What a dispatcher that has just started looks after each second. */
class UpkeepIT {

  /** Short of the look at all open calls, which comes half a minute after the start. */
  private static final Duration SOON = Duration.ofSeconds(12);

  @SuppressWarnings("NullAway.Init")
  private static ServiceUnderTest service;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    service = new ServiceUnderTest(folder);
    service.start();
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
  }

  @Test
  void aCallThatIsToBeStoppedIsStoppedSoon() {
    var call = ServiceUnderTest.call("+12125550111");
    service.say(call);
    await().atMost(PATIENCE).until(() -> service.signals(call).equals(List.of("placed")));

    service.gateway.run(StandInGateway.askStop(call.requestId()));

    await().atMost(SOON).until(() -> !service.retell.stops().isEmpty());
  }

  @Test
  void aCampaignThatIsNotPaidForPausesItself() {
    var campaign = UUID.randomUUID();
    service.gateway.run(TestCampaigns.insert(campaign, TestCampaigns.ALWAYS, ""));
    var call = of(campaign, "+12125550112");
    service.say(call);
    service.say(later(of(campaign, "+12125550113")));
    await().atMost(PATIENCE).until(() -> service.signals(call).equals(List.of("placed")));

    var webhook =
        (ObjectNode)
            Json.tree(
                service.retell.webhook(
                    "call_ended", service.retell.creates().getLast().retellCallId()));
    ((ObjectNode) webhook.get("call")).put("disconnection_reason", "no_valid_payment");
    service.send(Topics.RETELL_WEBHOOKS, call.callId().toString(), Json.bytes(webhook));

    await().atMost(PATIENCE).until(() -> state(campaign).equals("pausing"));
  }

  private static PlaceCall of(UUID campaign, String number) {
    var single = ServiceUnderTest.call(number);
    return TestCampaigns.with(single, campaign, single.fromNumber());
  }

  /** A campaign of which nobody waits has nothing to be paused. */
  private static PlaceCall later(PlaceCall call) {
    return new PlaceCall(
        call.requestId(),
        call.callId(),
        1,
        call.campaignId(),
        call.toNumber(),
        call.fromNumber(),
        null,
        call.variables(),
        call.metadata(),
        call.dueAt().plus(Duration.ofMinutes(30)),
        call.expiresAt(),
        "admin",
        call.requestedAt());
  }

  private static String state(UUID campaign) {
    return service
        .sql()
        .sql("select state from gateway.campaigns where campaign_id = :id")
        .param("id", campaign)
        .query(String.class)
        .single();
  }
}
