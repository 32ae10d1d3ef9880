package io.callstream.gateway.call;

import io.callstream.contracts.CallStatus;
import io.callstream.gateway.database.Neighbours;
import io.callstream.gateway.dialling.Switches;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sets {@code hold} of calls: what the dispatcher says of them, or that all dialling is stopped.
 */
@Component
final class Holds {

  private final JdbcClient jdbc;
  private final Switches switches;

  Holds(JdbcClient jdbc, Switches switches) {
    this.jdbc = jdbc;
    this.switches = switches;
  }

  /** Sets the hold of each view; null for calls that are dialled or over. */
  void setOn(List<ObjectNode> views) {
    views.forEach(view -> view.putNull("hold"));
    var open = views.stream().filter(Holds::mayBeHeld).toList();
    if (open.isEmpty()) {
      return;
    }
    var said = saidOf(ids(open, "call_id"));
    addNotTaken(open, said);
    overlayCampaigns(open, said);
    boolean stopped = switches.stopped();
    for (var view : open) {
      var hold = Hold.inForce(said.get(id(view, "call_id")), stopped);
      if (hold != null) {
        view.set("hold", hold.toJson());
      }
    }
  }

  /** Only calls of ours that are dialled are held, and only until they start. */
  private static boolean mayBeHeld(ObjectNode view) {
    return CallStatus.INITIATED.wire().equals(view.path("status").asString())
        && view.path("request_id").isString()
        && !"web_call".equals(view.path("call_type").asString(""));
  }

  private Map<UUID, Hold> saidOf(List<UUID> callIds) {
    return Neighbours.ask(
            () ->
                jdbc.sql(
                        """
                        select call_id, code, text, until from dispatch.api_holds
                         where call_id = any (:calls)
                        """)
                    .param("calls", Neighbours.array(callIds))
                    .query((row, n) -> Map.entry(row.getObject("call_id", UUID.class), hold(row)))
                    .list(),
            List.<Map.Entry<UUID, Hold>>of())
        .stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (first, _) -> first, HashMap::new));
  }

  /** Those of which nothing is said are dialled, or the dispatcher does not know them. */
  private void addNotTaken(List<ObjectNode> views, Map<UUID, Hold> said) {
    var silent = views.stream().filter(view -> !said.containsKey(id(view, "call_id"))).toList();
    if (silent.isEmpty()) {
      return;
    }
    var arrived = arrived(ids(silent, "request_id"));
    for (var view : silent) {
      if (!arrived.contains(id(view, "request_id"))) {
        said.put(id(view, "call_id"), Hold.NOT_TAKEN);
      }
    }
  }

  /** The dispatcher knows of a campaign's state what it saw when a call of it was last due. */
  private void overlayCampaigns(List<ObjectNode> views, Map<UUID, Hold> said) {
    var ofCampaigns = views.stream().filter(view -> view.path("campaign_id").isString()).toList();
    if (ofCampaigns.isEmpty()) {
      return;
    }
    var states = statesOf(ids(ofCampaigns, "campaign_id"));
    for (var view : ofCampaigns) {
      var state = states.getOrDefault(id(view, "campaign_id"), "running");
      said.computeIfPresent(id(view, "call_id"), (_, hold) -> hold.ofCampaign(state));
    }
  }

  private Map<UUID, String> statesOf(List<UUID> campaignIds) {
    var states = new HashMap<UUID, String>();
    jdbc.sql("select campaign_id, state from gateway.campaigns where campaign_id = any (:ids)")
        .param("ids", Neighbours.array(campaignIds))
        .query(row -> {
          states.put(row.getObject("campaign_id", UUID.class), row.getString("state"));
        });
    return states;
  }

  private Set<UUID> arrived(List<UUID> requestIds) {
    return Set.copyOf(
        Neighbours.ask(
            () ->
                jdbc.sql("select dispatch.known(:requests)")
                    .param("requests", Neighbours.array(requestIds))
                    .query(UUID.class)
                    .list(),
            List.<UUID>of()));
  }

  private static Hold hold(ResultSet row) throws SQLException {
    var until = row.getObject("until", OffsetDateTime.class);
    return new Hold(
        row.getString("code"), row.getString("text"), until == null ? null : until.toInstant());
  }

  private static List<UUID> ids(List<ObjectNode> views, String member) {
    return views.stream().map(view -> id(view, member)).toList();
  }

  private static UUID id(ObjectNode view, String member) {
    return UUID.fromString(view.path(member).stringValue());
  }
}
