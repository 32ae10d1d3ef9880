package io.callstream.bench;

import io.callstream.local.Foreground;
import io.callstream.stack.CannotStart;
import io.callstream.stack.FreePorts;
import io.callstream.stack.Stack;
import io.callstream.stack.StackSettings;
import java.io.IOException;
import java.sql.SQLException;

/** What one measurement does, on a Kafka and a PostgreSQL of its own. */
@FunctionalInterface
public interface Measuring {

  int ENDED_EARLY = 1;

  /** Measures, and tells; keeps in {@code running} what it starts. */
  void measure(Stack stack, RunFolder folder, Foreground running) throws IOException, SQLException;

  /** Starts the two, measures, stops all of it. */
  static int run(String what, Measuring measuring) {
    return Foreground.run(running -> {
      running.onSignalExitWith(ENDED_EARLY);
      var folder = running.keep(RunFolder.make(what));
      System.out.println("starting; logs are in " + folder.path());
      try {
        var settings = new StackSettings(folder.data(), FreePorts.find(), FreePorts.find());
        measuring.measure(running.keep(Stack.start(settings)), folder, running);
        return 0;
      } catch (IOException | SQLException e) {
        throw new CannotStart("could not be measured: " + e, e);
      }
    });
  }
}
