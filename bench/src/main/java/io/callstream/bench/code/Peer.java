package io.callstream.bench.code;

import java.util.Arrays;
import java.util.List;

/** One way of a step: ours, the plain one, or the least that any has to do. */
enum Peer {
  VERIFY(Step.SIGNATURE, "verify", "callstream: form, age, HMAC, comparison"),
  BARE_MAC(Step.SIGNATURE, "bareMac", "bare HMAC, its key set once"),
  ENVELOPE(Step.READING, "envelope", "callstream: its envelope, strict, in one pass"),
  WHOLE(Step.READING, "whole", "callstream: all of it, strict"),
  PLAIN_TREE(Step.READING, "plainTree", "plain: Jackson's tree as it comes"),
  BARE_TOKENS(Step.READING, "bareTokens", "bare: Jackson's tokens, nothing kept"),
  FOLD(Step.MAPPING, "fold", "callstream: all that is known, then the status"),
  LAST_WORD(Step.MAPPING, "lastWord", "plain: the last word is the status");

  private final Step step;
  private final String method;
  private final String says;

  Peer(Step step, String method, String says) {
    this.step = step;
    this.method = method;
    this.says = says;
  }

  static List<Peer> of(Step step) {
    return Arrays.stream(values()).filter(peer -> peer.step == step).toList();
  }

  /** JMH's name of it. */
  String benchmark() {
    return step.benchmark(method);
  }

  String says() {
    return says;
  }
}
