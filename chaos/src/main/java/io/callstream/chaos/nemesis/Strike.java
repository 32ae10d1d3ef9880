package io.callstream.chaos.nemesis;

import io.callstream.chaos.cluster.Topology;
import io.callstream.chaos.crash.CrashPoint;
import io.callstream.chaos.proxy.LinkMode;
import java.time.Duration;

/** One fault. */
public sealed interface Strike {

  /** What it is done to: two strikes at one thing wait for each other. */
  String target();

  /** What it is called in a verdict. */
  String word();

  /** SIGKILL, started again at once. */
  record Kill(String target) implements Strike {
    @Override
    public String word() {
      return "kill -9 of a service";
    }
  }

  /** The next that comes to that place dies as if killed, and is started again at once. */
  record Crash(CrashPoint point) implements Strike {
    @Override
    public String target() {
      return point.service();
    }

    @Override
    public String word() {
      return "crash at a point";
    }
  }

  /** SIGTERM, started again when it has ended. */
  record Terminate(String target) implements Strike {
    @Override
    public String word() {
      return "SIGTERM";
    }
  }

  /** SIGSTOP, and SIGCONT after a while. */
  record Pause(String target, Duration length) implements Strike {
    @Override
    public String word() {
      return "pause";
    }
  }

  /** A link does something else for a while. */
  record Hurt(String target, LinkMode mode, Duration length) implements Strike {
    @Override
    public String word() {
      return "link " + mode.getClass().getSimpleName();
    }
  }

  /**
   * The next creates that reach Retell are not answered.
   *
   * @param answers so many are lost
   * @param longest and no more after that
   */
  record LoseAnswers(int answers, Duration longest) implements Strike {
    @Override
    public String target() {
      return Topology.DIALS;
    }

    @Override
    public String word() {
      return "creates unanswered for a while";
    }
  }

  /** The outbox's slot is dropped under whoever reads it. */
  record DropSlot(String target) implements Strike {
    @Override
    public String word() {
      return "slot dropped";
    }
  }

  /** A broker is stopped and started again. */
  record RestartBroker(int broker, boolean hard) implements Strike {
    @Override
    public String target() {
      // One at a time: with two of three away nothing need be taken.
      return "kafka";
    }

    @Override
    public String word() {
      return hard ? "kill -9 of Kafka" : "restart of Kafka";
    }
  }

  /** PostgreSQL is stopped and started again. */
  record RestartDatabase(boolean hard) implements Strike {
    @Override
    public String target() {
      return "postgres";
    }

    @Override
    public String word() {
      return hard ? "kill -9 of PostgreSQL" : "restart of PostgreSQL";
    }
  }
}
