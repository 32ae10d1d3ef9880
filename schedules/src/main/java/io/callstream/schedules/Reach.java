package io.callstream.schedules;

import io.callstream.schedules.Step.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every world that any schedule of a scenario can lead to, however long, each looked at once, the
 * nearest first: a breach is found by a shortest schedule.
 */
final class Reach {

  private static final int BEGINNING = -1;
  private static final Step NO_STEP = Step.of(Kind.TICK, 0);

  private record Reached(World world, int number) {}

  /**
   * What was found.
   *
   * @param worlds how many were looked at
   * @param steps how many steps led from them
   * @param broken the promise that was broken; null when none was
   * @param schedule the steps to the breach
   */
  record Found(long worlds, long steps, @Nullable String broken, List<Step> schedule) {}

  private final Schedule schedule;
  private final Seen seen = new Seen();
  private long steps;

  private Reach(Schedule schedule) {
    this.schedule = schedule;
  }

  static Found search(Schedule schedule) {
    return new Reach(schedule).search();
  }

  private Found search() {
    var queue = new ArrayDeque<Reached>();
    var first = schedule.begin();
    queue.add(new Reached(first, seen.add(first, BEGINNING, NO_STEP)));
    for (var reached = queue.poll(); reached != null; reached = queue.poll()) {
      for (var step : schedule.choices(reached.world())) {
        steps++;
        try {
          var next = schedule.after(reached.world(), step);
          int number = seen.add(next, reached.number(), step);
          if (number != BEGINNING) {
            queue.add(new Reached(next, number));
          }
        } catch (Breach breach) {
          return new Found(seen.count(), steps, breach.getMessage(), path(reached.number(), step));
        }
      }
    }
    return new Found(seen.count(), steps, null, List.of());
  }

  private List<Step> path(int to, Step last) {
    var path = new ArrayList<Step>(List.of(last));
    for (int number = to; seen.from(number) != BEGINNING; number = seen.from(number)) {
      path.add(seen.by(number));
    }
    Collections.reverse(path);
    return path;
  }
}
