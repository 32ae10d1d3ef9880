package io.callstream.projector.fold;

import io.callstream.projector.fold.Source.Kind;
import java.util.Comparator;

/** Which of two values of one field is the better known. Total, so that the order of arrival is. */
enum Order implements Comparator<Known> {
  /** Our request, then Retell's fullest body, then its time. */
  REQUEST_FIRST(
      Comparator.comparing(Known::source, Comparator.comparing(Source::kind))
          .thenComparing(Known::source, Source.BY_TIME)),

  /** Retell's fullest body, then its time; our request only where Retell said nothing. */
  RETELL_FIRST(
      Comparator.<Known, Boolean>comparing(known -> known.source().kind() != Kind.REQUESTED)
          .thenComparing(Known::source, Comparator.comparing(Source::kind))
          .thenComparing(Known::source, Source.BY_TIME)),

  /** Between ends: how much it says (is the reason known), then the end's time, then the digest. */
  END(
      Comparator.comparing(Known::source, Comparator.comparingInt(Source::weight))
          .thenComparing(Known::source, Source.BY_TIME)),

  /** The last word, whoever had it. */
  LATEST(Comparator.comparing(Known::source, Source.BY_TIME)),

  /** Our request's own time, else the earliest time that any signal bears. */
  EARLIEST(
      Comparator.<Known, Boolean>comparing(known -> known.source().kind() == Kind.REQUESTED)
          .thenComparing(known -> known.value().asString(), Comparator.reverseOrder())
          .thenComparing(known -> known.source().digest()));

  @SuppressWarnings("ImmutableEnumChecker") // Made above of functions without state.
  private final Comparator<Known> comparator;

  Order(Comparator<Known> comparator) {
    this.comparator = comparator;
  }

  @Override
  public int compare(Known left, Known right) {
    return comparator.compare(left, right);
  }
}
