package io.callstream.chaos.cluster;

import java.time.Duration;

/** Instances of services, by name, and what can be done to one. */
public interface Parts {

  /** Whether it says that it can do its work; one that has ended by itself is started again. */
  boolean ready(String part);

  /** SIGKILL, and a new one at once. */
  void kill(String part);

  /** SIGTERM, and a new one when it has ended; says how long that took. */
  Duration terminate(String part);

  /** SIGSTOP, and SIGCONT when that returns; false when there was nothing to stop. */
  boolean pause(String part, Runnable meanwhile);
}
