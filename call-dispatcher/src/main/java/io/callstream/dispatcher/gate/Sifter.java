package io.callstream.dispatcher.gate;

import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.HoldCode;
import io.callstream.dispatcher.gate.WaitingCalls.Due;
import io.callstream.dispatcher.rules.CalleeFacts;
import io.callstream.dispatcher.rules.CalleeRules;
import io.callstream.dispatcher.rules.CampaignFacts;
import io.callstream.dispatcher.rules.CampaignGate;
import io.callstream.dispatcher.rules.Hold;
import io.callstream.dispatcher.rules.Verdict.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds calls that the gate may well let through, before a connection is opened for one. Whom a
 * rule holds is held at once, many in a statement and without the gate's locks, so that a campaign
 * none of whose people may be called now does not stand before another. A hold made here may be out
 * of date; it can only delay a call. The gate decides for itself.
 */
final class Sifter {

  private static final Logger log = LoggerFactory.getLogger(Sifter.class);

  /** Looked at in one go. */
  private static final int ROWS = 200;

  private static final int CAMPAIGNS = 5;

  /** So many go to the gate. */
  private static final int CANDIDATES = 8;

  private static final Duration AFTER_A_FAULT = Duration.ofMinutes(1);

  private final WaitingCalls waiting;
  private final CampaignBook campaigns;
  private final Callees callees;
  private final OpenNumbers openNumbers;
  private final GateSettings settings;

  /**
   * @param database whose statements may take longer than a gate's
   */
  Sifter(JdbcClient database, GateSettings settings) {
    this.waiting = new WaitingCalls(database);
    this.campaigns = new CampaignBook(database);
    this.callees = new Callees(database);
    this.openNumbers = new OpenNumbers(database);
    this.settings = settings;
  }

  /**
   * What was found.
   *
   * @param candidates all single calls, or all of one campaign; empty when none may be dialled now
   * @param more whether others may be found at once
   */
  record Sifted(List<WaitingCalls.Candidate> candidates, boolean more) {}

  /** Single calls first, then the campaigns, the one with the lowest pass first. */
  Sifted sift() {
    var single = waiting.single(ROWS);
    var dialable = dialable(single, null);
    boolean more = !single.isEmpty();
    if (dialable.isEmpty()) {
      var campaignsDue = waiting.campaignsDue(CAMPAIGNS);
      more |= campaignsDue.size() == CAMPAIGNS;
      for (var campaignId : campaignsDue) {
        var found = ofCampaign(campaignId);
        more |= found.more();
        if (!found.candidates().isEmpty()) {
          return found;
        }
      }
    }
    return new Sifted(dialable, more);
  }

  /** What cannot be decided about one campaign holds that one alone. */
  private Sifted ofCampaign(UUID campaignId) {
    try {
      var now = waiting.now();
      var facts = campaigns.facts(campaignId);
      var bar =
          facts
              .map(known -> CampaignGate.bar(known, settings.lengthMax(), now))
              .orElseGet(() -> Optional.of(CampaignGate.unknown(now)));
      if (bar.isPresent()) {
        campaigns.hold(campaignId, bar.get());
        return new Sifted(List.of(), false);
      }
      campaigns.unhold(campaignId);
      return ofPeople(campaignId, facts.map(CampaignFacts::rules).orElseThrow());
    } catch (DataAccessException e) {
      throw e;
    } catch (RuntimeException e) {
      log.atError().addKeyValue("campaign_id", campaignId).setCause(e).log("cannot be decided");
      var hold = Hold.of(HoldCode.CONTROL_UNAVAILABLE, "The campaign's rules cannot be understood");
      campaigns.hold(campaignId, new Wait(hold, waiting.now().plus(AFTER_A_FAULT)));
      return new Sifted(List.of(), true);
    }
  }

  private Sifted ofPeople(UUID campaignId, CampaignRules rules) {
    var due = waiting.ofCampaign(campaignId, ROWS);
    return new Sifted(dialable(due, rules), !due.isEmpty());
  }

  private List<WaitingCalls.Candidate> dialable(List<Due> due, @Nullable CampaignRules rules) {
    if (due.isEmpty()) {
      return List.of();
    }
    var now = waiting.now();
    var facts = callees.of(due.stream().map(Due::callee).toList(), rules, now);
    var open = openNumbers.among(due.stream().map(d -> d.candidate().toNumber()).toList(), now);
    var dialable = new ArrayList<WaitingCalls.Candidate>();
    var held = new ArrayList<WaitingCalls.Held>();
    var toOpenNumbers = new ArrayList<UUID>();
    for (int i = 0; i < due.size() && dialable.size() < CANDIDATES; i++) {
      var call = due.get(i).candidate();
      var bar = bar(facts.get(i), now);
      if (bar.isPresent()) {
        held.add(new WaitingCalls.Held(call.callId(), bar.get()));
      } else if (open.contains(call.toNumber())) {
        toOpenNumbers.add(call.callId());
      } else {
        dialable.add(call);
      }
    }
    waiting.hold(held);
    openNumbers.hold(toOpenNumbers);
    return dialable;
  }

  private Optional<Wait> bar(CalleeFacts facts, Instant now) {
    return CalleeRules.bar(facts, settings.writeLimit(), now);
  }
}
