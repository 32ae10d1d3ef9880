package io.callstream.gateway.campaign;

import io.callstream.contracts.HoldCode;
import io.callstream.contracts.Json;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far a campaign is. At every instant {@code recipients = not_released + waiting + dialling +
 * in_progress + completed + failed + suppressed + expired + cancelled + abandoned}.
 *
 * @param holds how many wait for each reason; their sum is {@code waiting}
 */
public record Progress(
    long recipients,
    long notReleased,
    long waiting,
    Map<String, Long> holds,
    long dialling,
    long inProgress,
    long completed,
    long failed,
    long suppressed,
    long expired,
    long cancelled,
    long abandoned) {

  /**
   * How many of the dispatcher's requests are in a category.
   *
   * @param hold of those that wait
   */
  record Tally(String category, @Nullable String hold, long n) {}

  /**
   * The people of a campaign.
   *
   * @param released how many requests were made of them
   * @param tooLate the campaign's time is over: no more will be
   */
  record People(long recipients, long released, boolean tooLate) {}

  /**
   * Adds up.
   *
   * @param over what holds the whole campaign; wins over the reasons of its rows
   */
  static Progress of(
      CampaignState state, People people, Collection<Tally> tallies, @Nullable String over) {
    long recipients = people.recipients();
    long arrived = tallies.stream().mapToLong(Tally::n).sum();
    boolean withdrawn = state == CampaignState.CANCELLED;
    long tooLate = people.tooLate() && !withdrawn ? recipients - people.released() : 0;
    long notReleased = recipients - arrived - tooLate;
    return new Progress(
        recipients,
        withdrawn ? 0 : notReleased,
        sum(tallies, "waiting"),
        holds(tallies, over),
        sum(tallies, "dialling"),
        sum(tallies, "in_progress"),
        sum(tallies, "completed"),
        sum(tallies, "failed"),
        sum(tallies, "suppressed"),
        sum(tallies, "expired") + tooLate,
        sum(tallies, "cancelled") + (withdrawn ? notReleased : 0),
        sum(tallies, "abandoned"));
  }

  /** Whether nothing is left to be done. */
  boolean over() {
    return recipients > 0 && notReleased == 0 && waiting == 0 && dialling == 0 && inProgress == 0;
  }

  ObjectNode view() {
    return Json.mapper().valueToTree(this);
  }

  private static long sum(Collection<Tally> tallies, String category) {
    return tallies.stream().filter(t -> t.category().equals(category)).mapToLong(Tally::n).sum();
  }

  private static Map<String, Long> holds(Collection<Tally> tallies, @Nullable String over) {
    var holds = new TreeMap<String, Long>();
    List<Tally> waiting = tallies.stream().filter(t -> t.category().equals("waiting")).toList();
    for (var tally : waiting) {
      var own = tally.hold() == null ? HoldCode.PACED.wire() : tally.hold();
      holds.merge(over == null ? own : over, tally.n(), Long::sum);
    }
    holds.values().removeIf(n -> n == 0);
    return holds;
  }
}
