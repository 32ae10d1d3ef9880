package io.callstream.dispatcher;

import io.callstream.contracts.CallCommand.PlaceCall;
import java.util.UUID;

/** Campaigns in the stand-in for the gateway, and calls of them. */
public final class TestCampaigns {

  /** A window that is always open. */
  public static final String ALWAYS =
      """
      {"days": ["mon","tue","wed","thu","fri","sat","sun"], "from": "00:00", "to": "24:00", "holidays": [], "countries": {}}\
      """;

  /** A window that is never open where the test's numbers are. */
  public static final String NEVER =
      """
      {"days": [], "from": "00:00", "to": "24:00", "holidays": [], "countries": {}}\
      """;

  private final TestLedger ledger;

  public TestCampaigns(TestLedger ledger) {
    this.ledger = ledger;
  }

  /**
   * One that runs.
   *
   * @param more members of its rules, each after a comma
   */
  public UUID create(String window, String more) {
    var id = UUID.randomUUID();
    ledger.gateway.run(insert(id, window, more));
    return id;
  }

  /** The statement that makes one that runs. */
  static String insert(UUID id, String window, String more) {
    var rules =
        "{\"from_numbers\": [\"+12125550100\"], \"retry\": [], \"max_attempts\": 1, \"min_gap_s\": 0,"
            + " \"weight\": 1, \"expires_after_s\": 3600, \"budget\": {}, \"variables\": {}, \"window\": "
            + window
            + more
            + "}";
    return "insert into gateway.campaigns (campaign_id, state, rules) values ('%s', 'running', cast('%s' as json)::jsonb)"
        .formatted(id, rules);
  }

  public void state(UUID campaign, String state) {
    ledger.gateway.run(
        "update gateway.campaigns set state = '%s' where campaign_id = '%s'"
            .formatted(state, campaign));
  }

  public String state(UUID campaign) {
    return ledger.text(
        "select state from gateway.campaigns where campaign_id = '" + campaign + "'");
  }

  public PlaceCall place(UUID campaign, String number) {
    var call = call(campaign, number);
    ledger.place(call);
    return call;
  }

  public PlaceCall call(UUID campaign, String number) {
    var single = TestLedger.call(number);
    return with(single, campaign, single.fromNumber());
  }

  /** The same from another number. */
  public PlaceCall from(String fromNumber, PlaceCall call) {
    return with(call, java.util.Objects.requireNonNull(call.campaignId()), fromNumber);
  }

  /** A call as one of a campaign. */
  static PlaceCall with(PlaceCall call, UUID campaign, String fromNumber) {
    return new PlaceCall(
        call.requestId(),
        call.callId(),
        1,
        campaign,
        call.toNumber(),
        fromNumber,
        null,
        call.variables(),
        call.metadata(),
        call.dueAt(),
        call.expiresAt(),
        "admin",
        call.requestedAt());
  }
}
