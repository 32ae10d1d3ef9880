package io.callstream.chaos;

import io.callstream.chaos.check.Claim;
import io.callstream.chaos.check.Looks;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits until everything holds, and looks again when whatever was still to come has come. */
final class Rest {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

  /** Of the time, so much at most is spent on looks at what must hold at every moment. */
  private static final int LOOKING_SHARE = 5;

  private final Looks looks;
  private final Duration limit;
  private final Duration quiet;
  private final Duration between;
  private final BooleanSupplier closed;
  private final Consumer<String> log;
  private final long begin = System.nanoTime();
  private long nextLook;
  private long took;

  /**
   * @param limit for everything to hold; the second look may come after it
   * @param quiet between the first look at which everything holds and the second
   * @param between looks at what must hold at every moment, while there is still something to do
   * @param closed from then on only what must hold at every moment is judged
   */
  Rest(
      Looks looks,
      Duration limit,
      Duration quiet,
      Duration between,
      BooleanSupplier closed,
      Consumer<String> log) {
    this.looks = looks;
    this.quiet = quiet;
    this.between = between;
    this.nextLook = begin + between.toNanos();
    this.limit = limit;
    this.closed = closed;
    this.log = log;
  }

  /** What holds in the end; ends at once when something is seen that cannot be made good. */
  List<Claim> await() {
    while (true) {
      if (interrupted() || closed.getAsBoolean()) {
        return looks.checkInTheMidst();
      }
      took = System.nanoTime() - begin;
      boolean late = took > limit.toNanos();
      @Nullable String unfinished = late ? null : unfinished();
      if (unfinished == null) {
        List<Claim> claims = looks.check();
        if (hold(claims)) {
          claims = again();
        }
        if (hold(claims) || late || claims.stream().anyMatch(Claim::broken) || interrupted()) {
          return claims;
        }
        unfinished = firstOpen(claims);
      } else if (System.nanoTime() >= nextLook) {
        List<Claim> claims = midst();
        if (claims.stream().anyMatch(Claim::broken)) {
          return claims;
        }
      }
      log.accept("not at rest: " + unfinished);
      pause(BETWEEN_LOOKS);
    }
  }

  private List<Claim> midst() {
    long from = System.nanoTime();
    List<Claim> claims = looks.checkInTheMidst();
    long now = System.nanoTime();
    nextLook = now + Math.max(between.toNanos(), LOOKING_SHARE * (now - from));
    return claims;
  }

  private static boolean hold(List<Claim> claims) {
    return claims.stream().allMatch(Claim::holds);
  }

  /** What took its time to come to rest, without the second look. */
  Duration took() {
    return Duration.ofNanos(took);
  }

  private List<Claim> again() {
    log.accept("all holds; looking again in %d s".formatted(quiet.toSeconds()));
    pause(quiet);
    return closed.getAsBoolean() ? looks.checkInTheMidst() : looks.check();
  }

  private @Nullable String unfinished() {
    try {
      return looks.unfinished();
    } catch (SQLException e) {
      return e.getMessage();
    }
  }

  private static String firstOpen(List<Claim> claims) {
    return claims.stream()
        .filter(claim -> !claim.holds())
        .map(claim -> claim.lines().strip())
        .findFirst()
        .orElse("");
  }

  private void pause(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end && !closed.getAsBoolean() && !interrupted()) {
      LockSupport.parkNanos(Math.min(100_000_000, Math.max(1, end - System.nanoTime())));
    }
  }

  private static boolean interrupted() {
    return Thread.currentThread().isInterrupted();
  }
}
