package io.callstream.local.demo;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How far the demo's calls are.
 *
 * @param asked how many people there are to call
 * @param accepted requests taken by the gateway
 * @param dialled calls that Retell knows, ended ones included
 * @param holds calls not dialled yet, by the code of what holds them
 */
record Snapshot(
    int asked, int accepted, int dialled, int inProgress, int ended, Map<String, Long> holds) {

  static Snapshot of(int asked, int accepted, Collection<CallRow> calls) {
    return new Snapshot(
        asked,
        accepted,
        count(calls.stream().map(CallRow::placed)),
        count(calls.stream().map(CallRow::inProgress)),
        count(calls.stream().map(CallRow::ended)),
        calls.stream()
            .filter(call -> !call.ended())
            .map(CallRow::hold)
            .filter(Objects::nonNull)
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting())));
  }

  private static int count(java.util.stream.Stream<Boolean> properties) {
    return (int) properties.filter(property -> property).count();
  }

  boolean allEnded() {
    return ended == asked;
  }

  /** In words, on one line. */
  String line() {
    String held =
        holds.entrySet().stream()
            .map(hold -> hold.getKey() + " " + hold.getValue())
            .collect(Collectors.joining(", "));
    return "accepted %d  dialled %d  in progress %d  ended %d of %d%s"
        .formatted(
            accepted, dialled, inProgress, ended, asked, held.isEmpty() ? "" : "  held: " + held);
  }
}
