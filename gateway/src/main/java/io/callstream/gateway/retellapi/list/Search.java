package io.callstream.gateway.retellapi.list;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which calls a list shows.
 *
 * @param ascending the oldest request first
 * @param after the id of the last call of the page before, ours or Retell's
 * @param total whether all that fit are to be counted
 */
public record Search(
    List<Condition> conditions,
    boolean ascending,
    int limit,
    @Nullable String after,
    int skip,
    boolean total) {

  /** What a body asks for: a list, or why there is none. */
  public sealed interface Reading {

    record Wanted(Search search) implements Reading {}

    record Wrong(String message) implements Reading {}
  }
}
