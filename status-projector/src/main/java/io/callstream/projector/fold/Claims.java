package io.callstream.projector.fold;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known, each with its source. Joining is commutative, associative and idempotent, because
 * each key keeps the greatest of a total order: so what is known depends on the set of signals, not
 * on how they came.
 */
public record Claims(Map<Key, Known> values) {

  /** Nothing is known yet. */
  public static final Claims NONE = new Claims(Map.of());

  public Claims {
    values = Map.copyOf(values);
  }

  /** What both know together. */
  public Claims join(Claims other) {
    if (values.isEmpty()) {
      return other;
    }
    var joined = new HashMap<>(values);
    other.values.forEach((key, known) -> joined.merge(key, known, key::better));
    return new Claims(joined);
  }

  /** What is known of a key. */
  public Optional<Known> of(Key key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Whether anything is known of a key. */
  public boolean has(Key key) {
    return values.containsKey(key);
  }
}
