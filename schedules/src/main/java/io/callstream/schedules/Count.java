package io.callstream.schedules;

/** Runs every schedule of a given length, each by itself from its beginning's last fork. */
final class Count {

  private final Schedule schedule;
  private long schedules;

  Count(Schedule schedule) {
    this.schedule = schedule;
  }

  /**
   * All schedules of so many steps, or fewer where nothing more can happen.
   *
   * @return how many there are; each is another sequence of steps
   * @throws Breach when one breaks a promise
   */
  long run(int length) {
    schedules = 0;
    go(schedule.begin(), length);
    return schedules;
  }

  private void go(World world, int left) {
    var steps = left == 0 ? java.util.List.<Step>of() : schedule.choices(world);
    if (steps.isEmpty()) {
      schedules++;
      return;
    }
    for (var step : steps) {
      go(schedule.after(world, step), left - 1);
    }
  }
}
