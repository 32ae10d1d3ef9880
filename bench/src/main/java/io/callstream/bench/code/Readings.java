package io.callstream.bench.code;

import io.callstream.retell.webhook.WebhookEnvelope;
import io.callstream.retell.webhook.WebhookEvent;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reading a webhook's body. */
@State(Scope.Thread)
public class Readings {

  private static final JsonMapper PLAIN = new JsonMapper();

  @Param("2048")
  int bytes;

  private List<byte[]> bodies = List.of();
  private int next;

  @Setup
  public void make() {
    bodies = new Samples(bytes).ends();
    if (envelope().isEmpty() || !(whole() instanceof WebhookEvent.OfCall)) {
      throw new IllegalStateException("a webhook cannot be read");
    }
  }

  /** As the gateway does it. */
  @Benchmark
  public Optional<WebhookEnvelope> envelope() {
    return WebhookEnvelope.glance(next(), Samples.INSTALLATION);
  }

  /** As the projector does it. */
  @Benchmark
  public WebhookEvent whole() {
    return WebhookEvent.parse(next());
  }

  /** As a plain route does it: no bounds, no duplicate names refused, not even UTF-8 checked. */
  @Benchmark
  public JsonNode plainTree() {
    return PLAIN.readTree(next());
  }

  /** What no reading can do without: from token to token, nothing kept. */
  @Benchmark
  public int bareTokens() {
    int tokens = 0;
    try (var json = PLAIN.createParser(next())) {
      while (json.nextToken() != null) {
        tokens++;
      }
    }
    return tokens;
  }

  private byte[] next() {
    next = (next + 1) % Samples.BODIES;
    return bodies.get(next);
  }
}
