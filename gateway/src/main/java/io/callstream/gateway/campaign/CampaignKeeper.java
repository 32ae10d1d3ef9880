package io.callstream.gateway.campaign;

import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings campaigns from the states they pass through to those they stay in. */
final class CampaignKeeper {

  private static final Logger log = LoggerFactory.getLogger(CampaignKeeper.class);

  private final Campaigns campaigns;
  private final DispatcherCampaigns dispatcher;
  private final ProgressBook progress;
  private final Withdrawal withdrawal;

  CampaignKeeper(
      Campaigns campaigns,
      DispatcherCampaigns dispatcher,
      ProgressBook progress,
      Withdrawal withdrawal) {
    this.campaigns = campaigns;
    this.dispatcher = dispatcher;
    this.progress = progress;
    this.withdrawal = withdrawal;
  }

  /** Looks at each campaign at work; whether there is more to do at once. */
  boolean runOnce() {
    boolean more = false;
    var atWork = campaigns.atWork();
    withdrawal.keepOnly(atWork.stream().map(Campaign::campaignId).collect(Collectors.toSet()));
    for (var campaign : atWork) {
      more |= keepAlone(campaign);
    }
    return more;
  }

  /** What goes wrong with one campaign keeps none of the others waiting. */
  private boolean keepAlone(Campaign campaign) {
    try {
      return keep(campaign);
    } catch (RuntimeException e) {
      log.atError().addKeyValue("campaign_id", campaign.campaignId()).setCause(e).log("not kept");
      return false;
    }
  }

  private boolean keep(Campaign campaign) {
    var id = campaign.campaignId();
    return switch (campaign.state()) {
      case PAUSING -> settle(id);
      case RUNNING -> {
        if (progress.nothingLeft(campaign)) {
          become(id, CampaignState.RUNNING, CampaignState.FINISHED, progress::nothingLeft);
        }
        yield false;
      }
      case CANCELLING -> {
        boolean more = withdrawal.runOnce(campaign);
        if (!more && progress.allEnded(campaign)) {
          become(id, CampaignState.CANCELLING, CampaignState.CANCELLED, progress::allEnded);
        }
        yield more;
      }
      case DRAFT, PAUSED, CANCELLED, FINISHED -> false;
    };
  }

  private boolean settle(UUID id) {
    become(
        id,
        CampaignState.PAUSING,
        CampaignState.PAUSED,
        now -> dispatcher.settled(now.campaignId()));
    return false;
  }

  private void become(
      UUID id, CampaignState from, CampaignState to, Predicate<Campaign> underTheLock) {
    campaigns.change(
        id,
        now -> {
          if (now.state() == from && underTheLock.test(now)) {
            campaigns.become(id, to);
          }
          return now;
        });
  }
}
