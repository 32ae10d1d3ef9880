package io.callstream.gateway.campaign;

import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.NameBasedIds;
import io.callstream.gateway.call.CallDefaults;
import io.callstream.gateway.campaign.CampaignReader.Reading;
import io.callstream.gateway.campaign.CampaignState.Move;
import io.callstream.gateway.web.FieldError;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** What people do with campaigns. */
@Component
public final class CampaignWork {

  private final Campaigns campaigns;
  private final DispatcherCampaigns dispatcher;
  private final CallDefaults defaults;
  private final Supplier<UUID> ids;

  CampaignWork(
      Campaigns campaigns,
      DispatcherCampaigns dispatcher,
      CallDefaults defaults,
      Supplier<UUID> ids) {
    this.campaigns = campaigns;
    this.dispatcher = dispatcher;
    this.defaults = defaults;
    this.ids = ids;
  }

  /** What came of it. */
  public sealed interface Result {

    /** The campaign as it is now. */
    record Done(Campaign campaign) implements Result {}

    /** Holds at least one error. */
    record Wrong(List<FieldError> errors) implements Result {}

    /** Not in this state. */
    record NotNow(CampaignState state) implements Result {}

    /** No campaign has this id. */
    record Unknown() implements Result {}
  }

  /** What came of the wish for a new one. */
  public sealed interface Creation {

    /** Made, or wrong. */
    record First(Result result) implements Creation {}

    /** The campaign that the same key and body made before, as it is now. */
    record Repeated(Campaign campaign) implements Creation {}

    /** The key has made a campaign of another body. */
    record OtherBody() implements Creation {}
  }

  /** Makes a draft, once for each idempotency key. */
  public Creation create(ObjectNode body, @Nullable String idempotencyKey, String apiKeyId) {
    if (idempotencyKey == null) {
      return new Creation.First(create(ids.get(), body, apiKeyId));
    }
    var id = NameBasedIds.campaignId(apiKeyId, idempotencyKey);
    var text = body.toString();
    return earlier(id, text)
        .or(() -> create(id, body, text, apiKeyId).map(Creation.First::new))
        // Its twin was first, and has committed: the insert waited for that.
        .or(() -> earlier(id, text))
        .orElseThrow();
  }

  /** Makes a draft under an id that nothing else has. */
  public Result create(UUID id, ObjectNode body, String apiKeyId) {
    return create(id, body, null, apiKeyId).orElseThrow();
  }

  private Optional<Result> create(
      UUID id, ObjectNode body, @Nullable String madeOf, String apiKeyId) {
    return switch (CampaignReader.read(body, defaults, Set.of())) {
      case Reading.Wrong wrong -> Optional.of(new Result.Wrong(wrong.errors()));
      case Reading.Wanted wanted ->
          campaigns
              .create(id, wanted.name(), wanted.rules(), apiKeyId, madeOf)
              .map(Result.Done::new);
    };
  }

  private Optional<Creation> earlier(UUID id, String body) {
    return campaigns
        .wasMadeOf(id, body)
        .map(same -> same ? repeated(id) : new Creation.OtherBody());
  }

  private Creation repeated(UUID id) {
    return new Creation.Repeated(campaigns.find(id).orElseThrow());
  }

  /** Changes what the body names, and leaves the rest. */
  public Result edit(UUID id, ObjectNode changes) {
    return campaigns.change(id, now -> edit(now, changes)).orElseGet(Result.Unknown::new);
  }

  /** Lets people be called. */
  public Result start(UUID id) {
    return move(id, Move.START);
  }

  /** The rules that such a change would make; empty when it cannot be. Nothing is changed. */
  public Optional<CampaignRules> rulesAfter(Campaign now, ObjectNode changes) {
    return changed(now, changes) instanceof Reading.Wanted wanted
        ? Optional.of(wanted.rules())
        : Optional.empty();
  }

  /** Makes a move; one that was made before is made again without effect. */
  public Result move(UUID id, Move move) {
    return move(id, move, false, null);
  }

  /** Cancels; what goes on is stopped when that is wanted. */
  public Result cancel(UUID id, boolean stopLive, String apiKeyId) {
    return move(id, Move.CANCEL, stopLive, apiKeyId);
  }

  private Result move(UUID id, Move move, boolean stopLive, @Nullable String cancelledBy) {
    return campaigns
        .change(
            id,
            now ->
                now.state()
                    .after(move)
                    .<Result>map(next -> become(now, next, stopLive, cancelledBy))
                    .orElseGet(() -> new Result.NotNow(now.state())))
        .orElseGet(Result.Unknown::new);
  }

  /** Under the campaign's lock no gate is at work for it: what is not on the wire never will be. */
  private Result become(
      Campaign now, CampaignState next, boolean stopLive, @Nullable String cancelledBy) {
    boolean settled = next == CampaignState.PAUSING && dispatcher.settled(now.campaignId());
    var reached = settled ? CampaignState.PAUSED : next;
    if (reached != now.state() || (stopLive && !now.stopLive())) {
      campaigns.become(now.campaignId(), reached, stopLive, cancelledBy);
    }
    return new Result.Done(campaigns.find(now.campaignId()).orElseThrow());
  }

  private Result edit(Campaign now, ObjectNode changes) {
    if (!now.state().editable()) {
      return new Result.NotNow(now.state());
    }
    return switch (changed(now, changes)) {
      case Reading.Wrong wrong -> new Result.Wrong(wrong.errors());
      case Reading.Wanted wanted -> write(now.campaignId(), wanted.name(), wanted.rules());
    };
  }

  private Reading changed(Campaign now, ObjectNode changes) {
    var body = now.body();
    body.setAll(changes);
    return CampaignReader.read(body, defaults, Set.copyOf(now.rules().fromNumbers()));
  }

  private Result write(UUID id, String name, CampaignRules rules) {
    campaigns.write(id, name, rules);
    return new Result.Done(campaigns.find(id).orElseThrow());
  }
}
