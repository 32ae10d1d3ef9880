package io.callstream.chaos.nemesis;

import io.callstream.chaos.crash.CrashPoint;
import io.callstream.chaos.proxy.LinkMode;
import java.time.Duration;

/** One fault. */
public sealed interface Strike {

  /** What it is done to: two strikes at one thing wait for each other. */
  String target();

  /** SIGKILL, started again at once. */
  record Kill(String target) implements Strike {}

  /** Dies at that place as if killed, started again at once. */
  record Crash(String target, CrashPoint point) implements Strike {}

  /** SIGTERM, started again when it has ended. */
  record Terminate(String target) implements Strike {}

  /** SIGSTOP, and SIGCONT after a while. */
  record Pause(String target, Duration length) implements Strike {}

  /** A link does something else for a while. */
  record Hurt(String target, LinkMode mode, Duration length) implements Strike {}

  /** The outbox's slot is dropped under whoever reads it. */
  record DropSlot(String target) implements Strike {}

  /** A broker is stopped and started again. */
  record RestartBroker(int broker, boolean hard) implements Strike {
    @Override
    public String target() {
      // One at a time: with two of three away nothing need be taken.
      return "kafka";
    }
  }

  /** PostgreSQL is stopped and started again. */
  record RestartDatabase(boolean hard) implements Strike {
    @Override
    public String target() {
      return "postgres";
    }
  }
}
