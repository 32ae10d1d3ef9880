package io.callstream.gateway.campaign;

import io.callstream.contracts.CallCommand.RequestCancelled;
import io.callstream.contracts.Json;
import io.callstream.gateway.campaign.CampaignRequests.Undialled;
import io.callstream.gateway.request.RequestMessages;
import io.callstream.gateway.request.Requests;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

  private final Requests requests;
  private final CampaignRequests open;
  private final RequestMessages messages;
  private final TransactionTemplate transaction;
  private final InstantSource clock;

  /** Where the round through each campaign stands; only the keeper's thread comes here. */
  private final Map<UUID, UUID> pages = new HashMap<>();

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

  /** Goes through a page; whether there are more of this round. */
  boolean runOnce(Campaign campaign) {
    var id = campaign.campaignId();
    var by = Objects.requireNonNullElse(campaign.cancelledBy(), campaign.createdBy());
    var last =
        transaction.execute(_ -> {
          var page = open.page(id, pages.getOrDefault(id, FIRST), CHUNK);
          page.undialled().forEach(call -> withdraw(call, by));
          if (campaign.stopLive()) {
            open.askStops(page.goingOn(), by);
          }
          return Optional.ofNullable(page.last());
        });
    boolean more = last != null && last.isPresent();
    if (more) {
      pages.put(id, last.orElseThrow());
    } else {
      pages.remove(id);
    }
    return more;
  }

  private void withdraw(Undialled call, String by) {
    var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var said = Json.bytes(new RequestCancelled(call.requestId(), call.callId(), at, by));
    requests.withdraw(call.requestId(), at, said, by);
    messages.withdraw(call.requestId(), said);
  }
}
