package io.callstream.gateway.dashboard.signin;

import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/** Looks at few passwords at a time: each takes a core for a quarter of a second. */
final class Hashing {

  static final int MAX = 2;

  private final Semaphore places = new Semaphore(MAX);

  /** Does this when it is its turn. */
  boolean of(BooleanSupplier look) {
    places.acquireUninterruptibly();
    try {
      return look.getAsBoolean();
    } finally {
      places.release();
    }
  }
}
