package io.callstream.gateway.campaign;

import io.callstream.contracts.CallCommand.RequestCancelled;
import io.callstream.contracts.Json;
import io.callstream.gateway.request.RequestMessages;
import io.callstream.gateway.request.Requests;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Ends the requests of a cancelled campaign, a chunk at a time. The gate lets none of them through
 * any more, since the campaign's state was changed under its lock: those that wait never ring.
 */
@Component
final class Withdrawal {

  private static final int CHUNK = 500;

  private final Requests requests;
  private final CampaignRequests open;
  private final RequestMessages messages;
  private final TransactionTemplate transaction;
  private final InstantSource clock;

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

  /** Withdraws a chunk; whether there may be more. */
  boolean runOnce(Campaign campaign) {
    if (campaign.stopLive()) {
      open.askStops(campaign.campaignId(), campaign.createdBy());
    }
    return Boolean.TRUE.equals(transaction.execute(_ -> withdraw(campaign)));
  }

  private boolean withdraw(Campaign campaign) {
    var undialled = open.lockUndialled(campaign.campaignId(), CHUNK);
    var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    for (var call : undialled) {
      var said =
          Json.bytes(
              new RequestCancelled(call.requestId(), call.callId(), at, campaign.createdBy()));
      requests.withdraw(call.requestId(), at, said, campaign.createdBy());
      messages.withdraw(call.requestId(), said);
    }
    return undialled.size() == CHUNK;
  }
}
