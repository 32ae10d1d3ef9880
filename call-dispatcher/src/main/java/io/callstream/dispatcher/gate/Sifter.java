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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
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

  /** So many go to the gate beyond what it may let through at once. */
  private static final int SPARE = 2;

  /**
   * So many of the longest due are left to a process that leads: what it has in hand, and what it
   * dials while a lane waits behind it, at up to 200 a second.
   */
  private static final int LEFT_TO_OTHERS = 100;

  private static final Duration AFTER_A_FAULT = Duration.ofMinutes(1);

  private final WaitingCalls waiting;
  private final CallHolds holds;
  private final CampaignBook campaigns;
  private final Callees callees;
  private final OpenNumbers openNumbers;
  private final GateSettings settings;
  private final BooleanSupplier othersLead;

  /** Calls that a lane has in its hands while others look for more. */
  private final Map<UUID, WaitingCalls.Candidate> inHand = new ConcurrentHashMap<>();

  /**
   * @param database whose statements may take longer than a gate's
   * @param othersLead whether another process dials those that are longest due
   */
  Sifter(JdbcClient database, GateSettings settings, BooleanSupplier othersLead) {
    this.waiting = new WaitingCalls(database);
    this.holds = new CallHolds(database);
    this.campaigns = new CampaignBook(database);
    this.callees = new Callees(database);
    this.openNumbers = new OpenNumbers(database);
    this.settings = settings;
    this.othersLead = othersLead;
  }

  /**
   * What was found.
   *
   * @param candidates all single calls, or all of one campaign; empty when none may be dialled now
   * @param more whether others may be found at once
   */
  record Sifted(List<WaitingCalls.Candidate> candidates, boolean more) {}

  /** The candidates have been at the gate, or will not come there. */
  void putBack(List<WaitingCalls.Candidate> candidates) {
    candidates.forEach(candidate -> inHand.remove(candidate.callId()));
  }

  /** Single calls first, then the campaigns, the one with the lowest pass first. */
  Sifted sift() {
    var single = among(null, (from, most) -> waiting.single(from, most, inHand.keySet()));
    boolean more = single.more();
    if (single.candidates().isEmpty()) {
      int looked = CAMPAIGNS + campaignsInHand();
      var campaignsDue = waiting.campaignsDue(looked);
      more |= campaignsDue.size() == looked;
      for (var campaignId : campaignsDue) {
        var found = ofCampaign(campaignId);
        more |= found.more();
        if (!found.candidates().isEmpty()) {
          return found;
        }
      }
    }
    return new Sifted(single.candidates(), more);
  }

  /** What cannot be decided about one campaign holds that one alone. */
  private Sifted ofCampaign(UUID campaignId) {
    try {
      var now = waiting.now();
      var facts = campaigns.facts(campaignId);
      var bar =
          facts
              .map(known ->
                  CampaignGate.bar(known, settings.lengthMax(), settings.writeLimit(), now))
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
    return among(
        rules, (from, most) -> waiting.ofCampaign(campaignId, from, most, inHand.keySet()));
  }

  private interface DueCalls {
    List<Due> read(int from, int most);
  }

  /** As many as are wanted are mostly all that is needed; many only where those are held. */
  private Sifted among(@Nullable CampaignRules rules, DueCalls due) {
    if (othersLead.getAsBoolean()) {
      var others = dialable(due.read(LEFT_TO_OTHERS, wanted()), rules);
      if (!others.isEmpty()) {
        return new Sifted(others, true);
      }
    }
    var first = due.read(0, wanted());
    var candidates = dialable(first, rules);
    if (!candidates.isEmpty() || first.size() < wanted()) {
      return new Sifted(candidates, !first.isEmpty());
    }
    return new Sifted(dialable(due.read(0, ROWS), rules), true);
  }

  private int wanted() {
    return settings.atOnce() + SPARE;
  }

  private List<WaitingCalls.Candidate> dialable(List<Due> due, @Nullable CampaignRules rules) {
    if (due.isEmpty()) {
      return List.of();
    }
    var now = waiting.now();
    int wanted = wanted();
    var dialable = new ArrayList<WaitingCalls.Candidate>();
    int to = 0;
    for (int part = wanted; to < due.size() && dialable.size() < wanted; part *= 2) {
      int from = to;
      to = Math.min(from + part, due.size());
      sort(due.subList(from, to), rules, now, dialable);
    }
    return inHand(dialable.size() > wanted ? dialable.subList(0, wanted) : dialable);
  }

  /** Who waited for its turn with what others had, too, would come to the gate in vain. */
  private List<WaitingCalls.Candidate> inHand(List<WaitingCalls.Candidate> candidates) {
    return candidates.stream()
        .filter(candidate -> inHand.putIfAbsent(candidate.callId(), candidate) == null)
        .toList();
  }

  /** Those alone may have nothing that is not in hand. */
  private int campaignsInHand() {
    return (int)
        inHand.values().stream()
            .map(WaitingCalls.Candidate::campaignId)
            .filter(Objects::nonNull)
            .distinct()
            .count();
  }

  /** Holds those of one part that a rule holds, and adds the others; what it asks is dear. */
  private void sort(
      List<Due> due,
      @Nullable CampaignRules rules,
      Instant now,
      List<WaitingCalls.Candidate> dialable) {
    var facts = callees.of(due.stream().map(Due::callee).toList(), rules, now);
    var open = openNumbers.among(due.stream().map(d -> d.candidate().toNumber()).toList(), now);
    var held = new ArrayList<CallHolds.Held>();
    var toOpenNumbers = new ArrayList<UUID>();
    for (int i = 0; i < due.size(); i++) {
      var call = due.get(i).candidate();
      var bar = bar(facts.get(i), now);
      if (bar.isPresent()) {
        held.add(new CallHolds.Held(call.callId(), bar.get()));
      } else if (open.contains(call.toNumber())) {
        toOpenNumbers.add(call.callId());
      } else {
        dialable.add(call);
      }
    }
    holds.hold(held);
    openNumbers.hold(toOpenNumbers);
  }

  private Optional<Wait> bar(CalleeFacts facts, Instant now) {
    return CalleeRules.bar(facts, settings.writeLimit(), now);
  }
}
