package io.callstream.projector;

import io.callstream.contracts.Fact;
import io.callstream.projector.fold.NewFact;
import io.callstream.projector.fold.Signal;
import io.callstream.projector.fold.StatusMapping;
import io.callstream.projector.intake.Reading.NoNews;
import io.callstream.projector.readmodel.ReadModel;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what the projector reads, and says once what Retell sends that is new to us. */
final class Tally {

  private static final Logger log = LoggerFactory.getLogger(Tally.class);

  /** More different new words than this are counted only. */
  private static final int WORDS_MAX = 1_000;

  private final MeterRegistry meters;
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  Tally(MeterRegistry meters) {
    this.meters = meters;
  }

  /** A record that bears no news of a call. */
  void noNews(NoNews reason) {
    count("callstream.projector.no.news", "reason", reason.name(), 1);
  }

  /** What came of a batch. */
  void folded(ReadModel.Folded batch) {
    meters.counter("callstream.projector.repeats").increment(batch.repeats());
    batch.news().stream()
        .collect(Collectors.groupingBy(NewFact::fact, Collectors.counting()))
        .forEach((fact, times) -> count("callstream.projector.facts", "fact", fact.wire(), times));
    for (var fact : batch.news()) {
      if (fact.signal() instanceof Signal.Said word) {
        unseen(fact.fact(), word);
      }
    }
  }

  private void unseen(Fact fact, Signal.Said word) {
    if (fact == Fact.UNRECOGNISED) {
      unseen("event", String.valueOf(word.event()));
    } else if (StatusMapping.bearsNews(word)) {
      unseen("pair", word.call().callStatus() + " / " + word.call().disconnectionReason());
    }
  }

  private void unseen(String what, String value) {
    count("callstream.projector.unseen", "what", what, 1);
    var word = value.replaceAll("\\p{Cntrl}", "?");
    if (said.size() < WORDS_MAX && said.add(what + " " + word)) {
      log.warn("Retell sent what is new to us: {} {}", what, word);
    }
  }

  private void count(String name, String tag, String value, long times) {
    meters.counter(name, tag, value.toLowerCase(Locale.ROOT)).increment((double) times);
  }
}
