package io.callstream.bench.queries;

import io.callstream.bench.Figure;
import io.callstream.bench.Figure.Quantiles;
import io.callstream.stack.CannotStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Some who ask at once, each one thing after the other.
 *
 * @param length of a measurement
 * @param cpu that the asked process has used so far
 */
record Asking(int atOnce, Duration length, Supplier<Duration> cpu) {

  /** Asks one thing; given how many were asked before. */
  @FunctionalInterface
  interface Ask {

    void ask(int n) throws Exception;
  }

  /** One of them begins. */
  @FunctionalInterface
  interface Begin {

    Ask begin() throws Exception;
  }

  /** How many answers a second, and how long each took. */
  Figure measure(String group, String who, boolean tellCpu, Begin begin) {
    var before = cpu.get();
    long begun = System.nanoTime();
    var millis = millis(begin, begun + length.toNanos());
    long nanos = System.nanoTime() - begun;
    double used = cpu.get().minus(before).toNanos() / 1e3 / millis.length;
    return new Figure(
        group, who, millis.length * 1e9 / nanos, tellCpu ? used : null, Quantiles.of(millis));
  }

  private double[] millis(Begin begin, long deadline) {
    var next = new AtomicInteger();
    Callable<List<Double>> asks =
        () -> {
          var ask = begin.begin();
          var took = new ArrayList<Double>();
          do {
            long from = System.nanoTime();
            ask.ask(next.getAndIncrement());
            took.add((System.nanoTime() - from) / 1e6);
          } while (System.nanoTime() < deadline);
          return took;
        };
    try (var threads = Executors.newFixedThreadPool(atOnce)) {
      var all = new ArrayList<Double>();
      for (var each : threads.invokeAll(Collections.nCopies(atOnce, asks))) {
        all.addAll(each.get());
      }
      return all.stream().mapToDouble(Double::doubleValue).toArray();
    } catch (ExecutionException e) {
      throw new CannotStart("a question has no answer: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("interrupted", e);
    }
  }
}
