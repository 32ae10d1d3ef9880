package io.callstream.sandbox.fault;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The faults that are set. The first that befalls a subject does, and no other. */
public final class Faults {

  private final InstantSource clock;
  private final RandomGenerator random;
  private List<Fault> set = List.of();

  public Faults(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** Sets these in place of all that were set. */
  public synchronized void set(List<Fault> faults) {
    set = List.copyOf(faults);
  }

  /** Those that may still happen. */
  public synchronized List<Fault> set() {
    var now = clock.instant();
    return set.stream().filter(fault -> !fault.isOver(now)).toList();
  }

  /** What befalls a request, if anything does. */
  public Optional<Fault> ofRequest(Fault.Subject subject) {
    return happens(false, subject);
  }

  /** What befalls a webhook, if anything does. */
  public Optional<Fault> ofWebhook(Fault.Subject subject) {
    return happens(true, subject);
  }

  private synchronized Optional<Fault> happens(boolean webhook, Fault.Subject subject) {
    var now = clock.instant();
    for (int i = 0; i < set.size(); i++) {
      var fault = set.get(i);
      if (fault.kind().ofWebhooks() == webhook
          && !fault.isOver(now)
          && fault.span().includes(now)
          && fault.target().includes(subject)
          && random.nextDouble() < fault.probability()) {
        var left = new ArrayList<>(set);
        left.set(i, fault.once());
        set = List.copyOf(left);
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }
}
