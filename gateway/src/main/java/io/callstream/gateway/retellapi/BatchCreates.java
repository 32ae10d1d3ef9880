package io.callstream.gateway.retellapi;

import io.callstream.contracts.NameBasedIds;
import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.campaign.CampaignWork;
import io.callstream.gateway.campaign.Campaigns;
import io.callstream.gateway.recipient.BatchPeople;
import io.callstream.gateway.web.FieldError;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes a running campaign of a batch, all of it or nothing, and each once: what an SDK repeats, or
 * comes again under an idempotency key, is the same campaign.
 */
@Component
class BatchCreates {

  private final BatchPeople people;
  private final Campaigns campaigns;
  private final RepeatBook repeats;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Supplier<UUID> ids;

  BatchCreates(
      BatchPeople people,
      Campaigns campaigns,
      RepeatBook repeats,
      JdbcClient jdbc,
      TransactionTemplate transaction,
      Supplier<UUID> ids) {
    this.people = people;
    this.campaigns = campaigns;
    this.repeats = repeats;
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.ids = ids;
  }

  /** What came of it. */
  sealed interface Result {

    /** The campaign that runs. */
    record Made(Campaign campaign, boolean before) implements Result {}

    /** The idempotency key was used with another body. */
    record OtherBody() implements Result {}

    /** No campaign could have these rules. */
    record Wrong(List<FieldError> errors) implements Result {}
  }

  /**
   * What makes two creates one.
   *
   * @param key that was sent; without one a repeat of an equal body is the same create
   */
  record Identity(String apiKeyId, String digest, @Nullable String key, RetryCount count) {

    /** What its twins wait for. */
    String lock() {
      return apiKeyId + " " + (key == null ? digest : "batch " + key);
    }
  }

  Result make(BatchBody.Reading.Batch batch, Identity identity) {
    return Objects.requireNonNull(
        transaction.execute(_ -> {
          repeats.lock(identity.lock());
          var key = identity.key();
          return key == null
              ? unkeyed(batch, identity)
              : keyed(batch, identity, NameBasedIds.batchId(identity.apiKeyId(), key));
        }));
  }

  private Result unkeyed(BatchBody.Reading.Batch batch, Identity identity) {
    var earlier =
        repeats
            .earlier(identity.apiKeyId(), identity.digest(), identity.count())
            .flatMap(campaigns::find);
    if (earlier.isPresent()) {
      return new Result.Made(earlier.get(), true);
    }
    var made = make(ids.get(), batch, identity);
    if (made instanceof Result.Made(var campaign, _)) {
      repeats.note(
          campaign.campaignId(),
          identity.digest(),
          identity.count() == RetryCount.REPEAT,
          identity.apiKeyId());
    }
    return made;
  }

  private Result keyed(BatchBody.Reading.Batch batch, Identity identity, UUID id) {
    var digest = digestOf(id);
    if (digest.isEmpty()) {
      return make(id, batch, identity);
    }
    return digest.get().equals(identity.digest())
        ? new Result.Made(campaigns.find(id).orElseThrow(), true)
        : new Result.OtherBody();
  }

  private Result make(UUID id, BatchBody.Reading.Batch batch, Identity identity) {
    return switch (people.start(id, batch.rules(), batch.tasks(), identity.apiKeyId())) {
      case CampaignWork.Result.Done(var campaign) -> {
        note(id, identity.digest());
        yield new Result.Made(campaign, false);
      }
      case CampaignWork.Result.Wrong(var errors) -> new Result.Wrong(errors);
      case CampaignWork.Result.NotNow _, CampaignWork.Result.Unknown _ ->
          throw new IllegalStateException("A campaign just made could not be started");
    };
  }

  private Optional<String> digestOf(UUID id) {
    return jdbc.sql("select body_digest from gateway.batches where campaign_id = :id")
        .param("id", id)
        .query(String.class)
        .optional();
  }

  private void note(UUID id, String digest) {
    jdbc.sql("insert into gateway.batches (campaign_id, body_digest) values (:id, :digest)")
        .param("id", id)
        .param("digest", digest)
        .update();
  }
}
