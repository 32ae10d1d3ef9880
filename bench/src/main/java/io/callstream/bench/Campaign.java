package io.callstream.bench;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A campaign of the gateway's that may call at all hours. */
public record Campaign(Gateway gateway, String id) {

  /** Who calls. */
  public static final String FROM_NUMBER = "+12125550100";

  private static final String PATH = "/api/v1/campaigns";
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

  /** Makes one, without people. */
  public static Campaign make(Gateway gateway, String name) {
    var window = Map.of("days", DAYS, "from", "00:00", "to", "24:00");
    var rules = Map.of("name", name, "window", window, "from_numbers", List.of(FROM_NUMBER));
    return new Campaign(gateway, gateway.post(PATH, rules).path("campaign_id").stringValue(""));
  }

  /** Sends people; the gateway's answer. */
  public JsonNode add(PeopleCsv people) {
    return gateway.post(
        PATH + "/" + id + "/recipients", "text/csv", new ByteArrayInputStream(people.bytes()));
  }

  /** Lets it run. */
  public void start() {
    gateway.post(PATH + "/" + id + "/start", Map.of());
  }
}
