package io.callstream.gateway.recipient;

import io.callstream.gateway.campaign.Campaign;
import io.callstream.gateway.campaign.CampaignWork;
import io.callstream.gateway.campaign.CampaignWork.Result;
import io.callstream.gateway.recipient.Reading.Person;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Campaigns whose people come with them: made, filled and started in the caller's transaction. */
@Component
public final class BatchPeople {

  private final CampaignWork work;
  private final Recipients recipients;
  private final JdbcClient jdbc;
  private final Supplier<UUID> ids;

  BatchPeople(CampaignWork work, Recipients recipients, JdbcClient jdbc, Supplier<UUID> ids) {
    this.work = work;
    this.recipients = recipients;
    this.jdbc = jdbc;
    this.ids = ids;
  }

  /**
   * Somebody to be called.
   *
   * @param toNumber E.164, of nobody else in the batch
   * @param timezone by whose clock the window is meant; null for that of the number
   * @param metadata of the call
   */
  public record Task(
      String toNumber,
      @Nullable String timezone,
      Map<String, String> variables,
      ObjectNode metadata) {}

  /**
   * Makes a campaign, adds everybody and starts it.
   *
   * @return the running campaign, or what is wrong with its rules: then nothing was made
   */
  public Result start(UUID campaignId, ObjectNode rules, List<Task> tasks, String apiKeyId) {
    var made = work.create(campaignId, rules, apiKeyId);
    return made instanceof Result.Done(var campaign) ? fill(campaign, tasks) : made;
  }

  private Result fill(Campaign campaign, List<Task> tasks) {
    var id = campaign.campaignId();
    var importId = ids.get();
    recipients.begin(importId, id, List.of("json"));
    var people = new ArrayList<Person>(tasks.size());
    for (var task : tasks) {
      people.add(
          new Person(
              people.size() + 1L,
              task.toNumber(),
              null,
              task.timezone(),
              task.variables(),
              List.of()));
    }
    recipients.add(importId, id, people, List.of());
    addMetadata(id, tasks.stream().filter(task -> !task.metadata().isEmpty()).toList());
    recipients.done(importId);
    return work.start(id);
  }

  private void addMetadata(UUID campaignId, List<Task> tasks) {
    jdbc.sql(
            """
            update gateway.recipients r set metadata = t.metadata::json
              from unnest(:numbers::text[], :metadata::text[]) t (number, metadata)
             where r.campaign_id = :id and r.to_number = t.number
            """)
        .param("numbers", new SqlArrayValue("text", tasks.stream().map(Task::toNumber).toArray()))
        .param(
            "metadata",
            new SqlArrayValue("text", tasks.stream().map(t -> t.metadata().toString()).toArray()))
        .param("id", campaignId)
        .update();
  }
}
