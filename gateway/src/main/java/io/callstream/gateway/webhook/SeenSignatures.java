package io.callstream.gateway.webhook;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The signatures of the webhooks last written, so that a repeat of one costs nothing. Only a
 * saving, and each gateway has its own: who reads the topic is not troubled by repeats.
 */
final class SeenSignatures {

  private static final int KEPT = 10_000;

  private final Set<String> signatures =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > KEPT;
                }
              }));

  /** Whether the webhook with this valid signature, hence this body, is known to be in Kafka. */
  boolean contains(String signature) {
    return signatures.contains(signature);
  }

  /** To be called after Kafka has acknowledged, never before. */
  void add(String signature) {
    signatures.add(signature);
  }
}
