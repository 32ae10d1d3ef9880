package io.callstream.bench.code;

import java.util.List;

/** A step of the code, done by each of its peers on the same webhooks. */
enum Step {
  SIGNATURE("signature checked", Signatures.class),
  READING("webhook read", Readings.class),
  MAPPING("status mapped, each webhook", Mappings.class);

  private static final int SMALL = 2_048;
  private static final int LARGE = 20_480;

  private final String says;
  private final Class<?> benchmarks;

  Step(String says, Class<?> benchmarks) {
    this.says = says;
    this.benchmarks = benchmarks;
  }

  /** Bytes of a webhook; where none is read, they do not matter. */
  List<Integer> sizes() {
    return this == MAPPING ? List.of(SMALL) : List.of(SMALL, LARGE);
  }

  String group(int bytes) {
    return "%s, %,d bytes".formatted(says, bytes);
  }

  /** JMH's name of it. */
  String benchmark(String method) {
    return benchmarks.getName() + "." + method;
  }
}
