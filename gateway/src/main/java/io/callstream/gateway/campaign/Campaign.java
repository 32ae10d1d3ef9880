package io.callstream.gateway.campaign;

import io.callstream.contracts.CampaignRules;
import io.callstream.contracts.Json;
import io.callstream.gateway.rule.WindowReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A campaign.
 *
 * @param stateReason why it paused itself
 * @param stopLive cancelled so that calls going on are stopped too
 * @param cancelledBy the key that cancelled it
 */
public record Campaign(
    UUID campaignId,
    String name,
    CampaignState state,
    @Nullable String stateReason,
    CampaignRules rules,
    boolean stopLive,
    String createdBy,
    @Nullable String cancelledBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {

  /** {@code CALL_LENGTH_MAX} of the dispatcher, which may be set otherwise. */
  private static final Duration USUAL_LENGTH_MAX = Duration.ofHours(2);

  private static final Duration SHORT_GAP = Duration.ofHours(1);

  /** As the API shows it. */
  ObjectNode view() {
    var view = Json.mapper().createObjectNode();
    view.put("campaign_id", campaignId.toString())
        .put("name", name)
        .put("state", state.wire())
        .put("state_reason", stateReason);
    view.setAll((ObjectNode) Json.mapper().valueToTree(rules));
    view.put("created_by", createdBy)
        .put("created_at", Json.text(createdAt))
        .put("updated_at", Json.text(updatedAt))
        .put("started_at", startedAt == null ? null : Json.text(startedAt))
        .put("finished_at", finishedAt == null ? null : Json.text(finishedAt));
    view.set("warnings", Json.mapper().valueToTree(warnings()));
    return view;
  }

  /** The rules and the name, as a body that would make them. */
  public ObjectNode body() {
    ObjectNode body = Json.mapper().valueToTree(rules);
    // Each callee's own clock counts: a country's hours name no zone, not even none.
    body.path("window").path("countries").forEach(hours -> ((ObjectNode) hours).remove("timezone"));
    if (oneCallSaysItself()) {
      body.remove("max_attempts");
    }
    return body.put("name", name);
  }

  /** Whether the one call to each person follows from there being no retry, which may be added. */
  public boolean oneCallSaysItself() {
    return rules.retry().isEmpty() && rules.maxAttempts() == 1;
  }

  /** What a person may not have meant. */
  public List<String> warnings() {
    var warnings = new ArrayList<String>();
    var window = rules.window();
    if (WindowReader.allHours(window.days(), window.from(), window.to())) {
      warnings.add("The window is open at all hours of every day: people may be called at night");
    }
    window.countries().entrySet().stream()
        .filter(of ->
            WindowReader.allHours(of.getValue().days(), of.getValue().from(), of.getValue().to()))
        .map(Map.Entry::getKey)
        .sorted()
        .forEach(country ->
            warnings.add(
                "The window of "
                    + country
                    + " is open at all hours: people may be called at night"));
    if (rules.retry().stream().anyMatch(again -> again.delayS() < SHORT_GAP.toSeconds())) {
      warnings.add("A retry comes within an hour of the call before it");
    }
    if (!rules.retry().isEmpty() && rules.maxAttempts() == 1) {
      warnings.add("max_attempts is 1: a retry is never made");
    }
    if (rules.retry().stream().anyMatch(again -> again.delayS() >= rules.expiresAfterS())) {
      warnings.add("A retry would come after the time that each person has: it is never made");
    }
    var minutes = rules.budget().minutes();
    if (minutes != null && minutes < USUAL_LENGTH_MAX.toMinutes()) {
      warnings.add(
          "No call is begun that might exceed the budget's minutes, and a call may last"
              + " CALL_LENGTH_MAX (2 hours unless set): with fewer minutes than that nobody is called");
    }
    return warnings;
  }
}
