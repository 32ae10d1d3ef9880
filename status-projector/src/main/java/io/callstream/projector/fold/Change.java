package io.callstream.projector.fold;

import java.util.Optional;

/** What a batch did to a row. */
public record Change(CallRow before, CallRow after) {

  /** What is newly known of a key; empty when that is as it was. */
  public Optional<Known> renewed(Key key) {
    var old = before.known().values().get(key);
    return after.known().of(key).filter(now -> old == null || !now.source().equals(old.source()));
  }
}
