package io.callstream.bench.queries;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Something that is asked again and again, each time of something else where that is said.
 *
 * @param path of the n-th time
 * @param where the condition by which SQL finds the same page; null where there is no page
 */
record Question(String name, IntFunction<String> path, @Nullable IntFunction<String> where) {

  /** Without SQL beside it. */
  static Question of(String name, IntFunction<String> path) {
    return new Question(name, path, null);
  }
}
