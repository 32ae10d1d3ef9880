package io.callstream.gateway.campaign;

import io.callstream.contracts.CallCommand.RequestCancelled;
import io.callstream.contracts.Json;
import io.callstream.gateway.campaign.CampaignRequests.Undialled;
import io.callstream.gateway.request.RequestMessages;
import io.callstream.gateway.request.Requests;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ends the requests of a cancelled campaign, a page at a time. The gate lets none of them through
 * any more, since the campaign's state was changed under its lock: those that wait never ring.
 */
@Component
final class Withdrawal {

  private static final int CHUNK = 500;
  private static final UUID FIRST = new UUID(0, 0);

  /** So many times as long as a round took nothing is done: calls may go on for hours. */
  private static final int REST = 10;

  private static final Duration REST_MAX = Duration.ofMinutes(1);

  private final Requests requests;
  private final CampaignRequests open;
  private final RequestMessages messages;
  private final TransactionTemplate transaction;
  private final InstantSource clock;

  /** Where the round through each campaign stands; only the keeper's thread comes here. */
  private final Map<UUID, Round> rounds = new HashMap<>();

  /**
   * Where the round through a campaign's requests stands.
   *
   * @param after the last request that was looked at
   * @param begun when it began, or is to begin
   * @param stopLive whether calls that go on are stopped, as it was known when it began
   */
  private record Round(UUID after, Instant begun, boolean stopLive) {

    boolean isToBegin() {
      return after.equals(FIRST);
    }

    /** Not when the calls are to be stopped after all, or the clock was set back. */
    boolean rests(Campaign campaign, Instant now) {
      return stopLive == campaign.stopLive()
          && now.isBefore(begun)
          && !begun.isAfter(now.plus(REST_MAX));
    }
  }

  Withdrawal(
      Requests requests,
      CampaignRequests open,
      RequestMessages messages,
      TransactionTemplate transaction,
      InstantSource clock) {
    this.requests = requests;
    this.open = open;
    this.messages = messages;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Forgets the campaigns that are over. */
  void keepOnly(Set<UUID> campaignIds) {
    rounds.keySet().retainAll(campaignIds);
  }

  /** Goes through a page; whether there are more of this round. */
  boolean runOnce(Campaign campaign) {
    var id = campaign.campaignId();
    var now = clock.instant();
    var round = rounds.getOrDefault(id, new Round(FIRST, now, campaign.stopLive()));
    if (round.rests(campaign, now)) {
      return false;
    }
    var begun = round.isToBegin() ? now : round.begun();
    // Were it said in the middle of a round, it would hold for the rest of the pages alone.
    boolean stopLive = round.isToBegin() ? campaign.stopLive() : round.stopLive();
    var by = Objects.requireNonNullElse(campaign.cancelledBy(), campaign.createdBy());
    var last =
        transaction.execute(_ -> {
          var page = open.page(id, round.after(), CHUNK);
          page.undialled().forEach(call -> withdraw(call, by));
          if (campaign.stopLive()) {
            open.askStops(page.goingOn(), by);
          }
          return Optional.ofNullable(page.last());
        });
    boolean more = last != null && last.isPresent();
    rounds.put(
        id,
        more
            ? new Round(last.orElseThrow(), begun, stopLive)
            : new Round(FIRST, next(begun), stopLive));
    return more;
  }

  private Instant next(Instant begun) {
    var now = clock.instant();
    var rest = Duration.between(begun, now).multipliedBy(REST);
    return now.plus(rest.compareTo(REST_MAX) < 0 ? rest : REST_MAX);
  }

  private void withdraw(Undialled call, String by) {
    var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var said = Json.bytes(new RequestCancelled(call.requestId(), call.callId(), at, by));
    requests.withdraw(call.requestId(), at, said, by);
    messages.withdraw(call.requestId(), said);
  }
}
