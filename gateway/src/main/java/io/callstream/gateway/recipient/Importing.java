package io.callstream.gateway.recipient;

import io.callstream.gateway.campaign.CampaignState;
import io.callstream.gateway.campaign.Campaigns;
import io.callstream.gateway.recipient.Reading.Person;
import io.callstream.gateway.recipient.Reading.Reject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes an upload in, a batch a transaction: what has committed stays when it breaks off, and the
 * same file sent again adds nobody twice. Its memory is that of one batch.
 */
@Component
public final class Importing {

  private static final int BATCH = 1_000;

  /** Of a batch, in characters: rows may be wide. */
  private static final int BATCH_CHARACTERS = 1_000_000;

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

  private Result read(UUID importId, UUID campaignId, Rows rows) {
    var people = new ArrayList<Person>(BATCH);
    var rejects = new ArrayList<Reject>();
    long characters = 0;
    for (var row = rows.next(); row != null; row = rows.next()) {
      switch (row) {
        case Person person -> people.add(person);
        case Reject reject -> rejects.add(reject.cut());
      }
      characters += row.characters();
      if (people.size() + rejects.size() >= BATCH || characters >= BATCH_CHARACTERS) {
        characters = 0;
        if (!store(importId, campaignId, people, rejects)) {
          return new Result.NotNow(campaigns.find(campaignId).orElseThrow().state());
        }
      }
    }
    if (!store(importId, campaignId, people, rejects)) {
      return new Result.NotNow(campaigns.find(campaignId).orElseThrow().state());
    }
    transaction.executeWithoutResult(_ -> recipients.done(importId));
    return new Result.Done(importId, recipients.counts(importId));
  }

  /** Whether the campaign still took them. */
  private boolean store(UUID importId, UUID campaignId, List<Person> people, List<Reject> rejects) {
    boolean taken =
        Boolean.TRUE.equals(
            transaction.execute(_ -> {
              if (!campaigns.hold(campaignId).orElseThrow().state().takesPeople()) {
                return false;
              }
              recipients.add(importId, campaignId, people, rejects);
              return true;
            }));
    people.clear();
    rejects.clear();
    return taken;
  }
}
