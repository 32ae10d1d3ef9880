package io.callstream.bench.code;

import io.callstream.retell.webhook.WebhookSignature;
import io.callstream.retell.webhook.WebhookSignature.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Proving a webhook genuine. */
@State(Scope.Thread)
public class Signatures {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final byte[] MILLIS =
      Long.toString(NOW.toEpochMilli()).getBytes(StandardCharsets.US_ASCII);
  private static final String KEY = "key_0c7a3f5e9b1d48628f40a6d2";
  private static final List<String> KEYS = List.of(KEY);

  @Param("2048")
  int bytes;

  private final Mac mac = mac();
  private List<byte[]> bodies = List.of();
  private List<List<String>> headers = List.of();
  private int next;

  @Setup
  public void sign() {
    bodies = new Samples(bytes).ends();
    headers = bodies.stream().map(body -> List.of(WebhookSignature.sign(body, KEY, NOW))).toList();
    if (!verify().valid()) {
      throw new IllegalStateException("a signature does not hold");
    }
  }

  /** As the gateway does it. */
  @Benchmark
  public Verdict verify() {
    int n = next();
    return WebhookSignature.verify(bodies.get(n), headers.get(n), KEYS, NOW);
  }

  /** What no check can do without. */
  @Benchmark
  public byte[] bareMac() {
    mac.update(bodies.get(next()));
    return mac.doFinal(MILLIS);
  }

  private int next() {
    next = (next + 1) % Samples.BODIES;
    return next;
  }

  private static Mac mac() {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HmacSHA256", e);
    }
  }
}
