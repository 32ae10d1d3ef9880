package io.callstream.local.leash;

import java.io.IOException;
import java.time.Duration;

/**
 * Waits for the end of stdin, which only the starter of this process holds open, and then ends the
 * process cleanly. So no part outlives its launcher, however that was killed, and no part has to
 * know of it.
 */
public final class Leash {

  /** A part that has not ended by then is halted. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(40);

  private Leash() {}

  /** Called by the JVM before the part's own main method. */
  public static void premain(String argument) {
    Thread.ofPlatform().daemon().name("leash").start(Leash::endWithStarter);
  }

  private static void endWithStarter() {
    awaitEndOfInput();
    Thread.ofPlatform().daemon().name("leash-limit").start(Leash::haltAfterLimit);
    System.exit(1);
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Nobody writes here: only the end matters.
      }
    } catch (IOException _) {
      // A broken pipe says the same as a closed one.
    }
  }

  private static void haltAfterLimit() {
    try {
      Thread.sleep(STOP_LIMIT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }
}
