package io.callstream.gateway.recipient;

import io.callstream.gateway.campaign.CampaignState;
import io.callstream.gateway.campaign.Campaigns;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes an upload in, a batch a transaction: what has committed stays when it breaks off, and the
 * same file sent again adds nobody twice. Its memory is that of two batches.
 */
@Component
public final class Importing {

  /** Of a batch whose rows another upload has locked the other way round. */
  private static final int ATTEMPTS = 5;

  private final Campaigns campaigns;
  private final Recipients recipients;
  private final TransactionTemplate transaction;
  private final Supplier<UUID> ids;

  Importing(
      Campaigns campaigns,
      Recipients recipients,
      TransactionTemplate transaction,
      Supplier<UUID> ids) {
    this.campaigns = campaigns;
    this.recipients = recipients;
    this.transaction = transaction;
    this.ids = ids;
  }

  /** What came of it. */
  public sealed interface Result {

    /** All of it was read. */
    record Done(UUID importId, Counts counts) implements Result {}

    /** The campaign takes nobody any more. */
    record NotNow(CampaignState state) implements Result {}

    /** No campaign has this id. */
    record Unknown() implements Result {}
  }

  Result run(UUID campaignId, Rows rows) {
    var found = campaigns.find(campaignId);
    if (found.isEmpty()) {
      return new Result.Unknown();
    }
    if (!found.get().state().takesPeople()) {
      return new Result.NotNow(found.get().state());
    }
    var importId = ids.get();
    transaction.executeWithoutResult(_ -> recipients.begin(importId, campaignId, rows.header()));
    return read(importId, campaignId, rows);
  }

  /** A batch is stored while the next one is read. */
  private Result read(UUID importId, UUID campaignId, Rows rows) {
    try (var beside = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
      Future<Boolean> stored = CompletableFuture.completedFuture(true);
      for (var batch = Batch.of(rows); !batch.isEmpty(); batch = Batch.of(rows)) {
        if (!taken(stored)) {
          break;
        }
        var next = batch;
        stored = beside.submit(() -> store(importId, campaignId, next));
      }
      if (!taken(stored)) {
        return new Result.NotNow(campaigns.find(campaignId).orElseThrow().state());
      }
    }
    transaction.executeWithoutResult(_ -> recipients.done(importId));
    return new Result.Done(importId, recipients.counts(importId));
  }

  private static boolean taken(Future<Boolean> stored) {
    try {
      return stored.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether the campaign still took them. Uploads of the same people stand in each other's way. */
  private boolean store(UUID importId, UUID campaignId, Batch batch) {
    for (int attempt = 1; ; attempt++) {
      try {
        return storeOnce(importId, campaignId, batch);
      } catch (PessimisticLockingFailureException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private boolean storeOnce(UUID importId, UUID campaignId, Batch batch) {
    return Boolean.TRUE.equals(
        transaction.execute(_ -> {
          if (!campaigns.hold(campaignId).orElseThrow().state().takesPeople()) {
            return false;
          }
          recipients.add(importId, campaignId, batch.people(), batch.rejects());
          return true;
        }));
  }
}
