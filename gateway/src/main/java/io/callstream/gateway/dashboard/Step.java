package io.callstream.gateway.dashboard;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The steps in which a campaign is made. */
enum Step {
  BASICS("Who calls"),
  PEOPLE("Whom"),
  WHEN("When"),
  AGAIN("How often"),
  PACE("How fast"),
  REVIEW("Look it over");

  private final String title;

  Step(String title) {
    this.title = title;
  }

  /** For people. */
  public String title() {
    return title;
  }

  /** In addresses. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Its page. */
  public String address(String campaignId) {
    return this == PEOPLE
        ? "/dashboard/campaigns/" + campaignId + "/people"
        : "/dashboard/campaigns/" + campaignId + "/steps/" + wire();
  }

  /** The one after it; the last stays. */
  Step next() {
    var all = List.of(values());
    return all.get(Math.min(all.indexOf(this) + 1, all.size() - 1));
  }

  static Optional<Step> of(String wire) {
    return Arrays.stream(values()).filter(step -> step.wire().equals(wire)).findFirst();
  }
}
