package io.callstream.gateway.recipient;

import io.callstream.contracts.CallCommand.PlaceCall;
import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.Json;
import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.campaign.CampaignState;
import io.callstream.gateway.campaign.Campaigns;
import io.callstream.gateway.request.RequestMessages;
import io.callstream.gateway.request.Requests;
import io.callstream.hours.CalleeHours;
import io.callstream.hours.CallingHours;
import io.callstream.hours.Zones;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes requests of the people whose turn is near, in bounded chunks: as many wait at the
 * dispatcher as it can dial soon, so that no campaign stands before another. Several gateways share
 * the work.
 */
final class Release {

  private static final Logger log = LoggerFactory.getLogger(Release.class);

  private final Campaigns campaigns;
  private final ReleaseBook book;
  private final Requests requests;
  private final RequestMessages messages;
  private final TransactionTemplate transaction;
  private final InstantSource clock;

  Release(
      Campaigns campaigns,
      ReleaseBook book,
      Requests requests,
      RequestMessages messages,
      TransactionTemplate transaction,
      InstantSource clock) {
    this.campaigns = campaigns;
    this.book = book;
    this.requests = requests;
    this.messages = messages;
    this.transaction = transaction;
    this.clock = clock;
  }

  /** Releases a chunk of each campaign that runs short; whether there is more to do now. */
  boolean runOnce() {
    boolean more = false;
    for (var campaign : campaigns.atWork()) {
      more |= campaign.state() == CampaignState.RUNNING && releaseAlone(campaign);
    }
    return more;
  }

  /** What goes wrong with one campaign keeps none of the others waiting. */
  private boolean releaseAlone(Campaign campaign) {
    try {
      return book.runsShort(campaign.campaignId())
          && Boolean.TRUE.equals(transaction.execute(_ -> release(campaign)));
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue("campaign_id", campaign.campaignId())
          .setCause(e)
          .log("not released");
      return false;
    }
  }

  private boolean release(Campaign seen) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var campaign = campaigns.hold(seen.campaignId()).orElseThrow();
    if (campaign.state() != CampaignState.RUNNING || !isTime(campaign.rules(), now)) {
      return false;
    }
    book.lookAgainIfRulesChanged(campaign.campaignId());
    var chunk = book.lockNext(campaign.campaignId());
    var next = chunk.people();
    var later = new LinkedHashMap<Long, Instant>();
    var hours = CalleeHours.ofCampaign(campaign.rules().window());
    next.forEach(
        p -> opening(hours.of(p.toNumber()), p, now).ifPresent(at -> later.put(p.place(), at)));
    book.postpone(campaign.campaignId(), later);
    var people = next.stream().filter(p -> !later.containsKey(p.place())).toList();
    if (people.isEmpty()) {
      return chunk.more();
    }
    var commands =
        IntStream.range(0, people.size())
            .mapToObj(
                n -> command(campaign, people.get(n), now, now.minusMillis(people.size() - n)))
            .toList();
    requests.insertAll(campaign.campaignId(), commands);
    messages.placeAll(commands);
    book.released(campaign.campaignId(), people);
    return chunk.more();
  }

  /** After its end nobody could be called any more: who was not released has expired. */
  private static boolean isTime(CampaignRules rules, Instant now) {
    var startAt = rules.startAt();
    var endAt = rules.endAt();
    return (startAt == null || !now.isBefore(startAt)) && (endAt == null || now.isBefore(endAt));
  }

  /**
   * When the window of somebody opens, where it is closed now: they would only wait at the
   * dispatcher, before others who can be called. Where nobody knows, the gate says so.
   */
  private static Optional<Instant> opening(
      CallingHours hours, ReleaseBook.Next person, Instant now) {
    var zones = Zones.of(person.toNumber(), person.timezone());
    return hours.open(now, zones) ? Optional.empty() : hours.next(now, zones);
  }

  /**
   * The request of a person.
   *
   * @param due what keeps the order of the upload
   */
  private static Requests.New command(
      Campaign campaign, ReleaseBook.Next person, Instant now, Instant due) {
    var rules = campaign.rules();
    var expires = now.plusSeconds(rules.expiresAfterS());
    var endAt = rules.endAt();
    var from = rules.fromNumbers();
    var command =
        new PlaceCall(
            person.requestId(),
            person.requestId(),
            1,
            campaign.campaignId(),
            person.toNumber(),
            from.get((int) (person.place() % from.size())),
            rules.agentId(),
            variables(rules.variables(), person.variables()),
            metadata(person),
            due,
            endAt != null && endAt.isBefore(expires) ? endAt : expires,
            campaign.createdBy(),
            now,
            person.timezone(),
            null,
            null);
    return new Requests.New(command, Json.bytes(command), null, null);
  }

  private static Map<String, String> variables(
      Map<String, String> preset, Map<String, String> own) {
    var variables = new LinkedHashMap<>(preset);
    variables.putAll(own);
    return variables;
  }

  /** The caller's own keys; the campaign has a field of its own. */
  private static ObjectNode metadata(ReleaseBook.Next person) {
    var metadata = Json.mapper().createObjectNode();
    if (person.externalId() != null) {
      metadata.put("external_id", person.externalId());
    }
    return person.metadata() == null ? metadata : metadata.setAll(person.metadata());
  }
}
