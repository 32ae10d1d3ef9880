package io.callstream.contracts;

import java.time.Duration;
import java.util.List;

/** The topics of a Callstream installation (DESIGN.md, "The way the data runs"). */
public final class Topics {

  public static final String CALL_REQUESTS = "call-requests";
  public static final String RETELL_WEBHOOKS = "retell-webhooks";
  public static final String DISPATCH_SIGNALS = "dispatch-signals";
  public static final String CALL_EVENTS = "call-events";

  /** Partitions of every topic; frozen, since re-keying would reorder a call's records. */
  public static final int PARTITIONS = 12;

  /** The largest record any topic takes, in bytes; also every producer's and reader's limit. */
  public static final int MAX_RECORD_BYTES = 10 * 1024 * 1024;

  private static final Duration REQUESTS_KEPT = Duration.ofDays(7);
  private static final Duration OTHERS_KEPT = Duration.ofDays(30);

  private Topics() {}

  /** The dead-letter topic of a topic. */
  public static String deadLetters(String topic) {
    return topic + ".dlt";
  }

  /** Every topic an installation needs: the four, then their dead-letter topics. */
  public static List<String> all() {
    var four = List.of(CALL_REQUESTS, RETELL_WEBHOOKS, DISPATCH_SIGNALS, CALL_EVENTS);
    return java.util.stream.Stream.concat(four.stream(), four.stream().map(Topics::deadLetters))
        .toList();
  }

  /** How long a topic's records are kept. */
  public static Duration retention(String topic) {
    return topic.equals(CALL_REQUESTS) ? REQUESTS_KEPT : OTHERS_KEPT;
  }
}
