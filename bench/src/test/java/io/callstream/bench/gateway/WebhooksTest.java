package io.callstream.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.callstream.retell.webhook.WebhookEvent;
import io.callstream.retell.webhook.WebhookEvent.OfCall;
import io.callstream.retell.webhook.WebhookSignature;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class WebhooksTest {

  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final int BYTES = 2_048;

  private final Webhooks webhooks = new Webhooks(BYTES, "a key", () -> NOW);

  @Test
  void isSignedOverTheBytesThatFollow() {
    var request = webhooks.next();
    var head =
        new String(request, 0, request.length - body(request).length, StandardCharsets.US_ASCII);
    var signature = head.lines().filter(line -> line.startsWith(WebhookSignature.HEADER)).toList();

    assertThat(signature).hasSize(1);
    assertThat(
            WebhookSignature.verify(
                    body(request),
                    List.of(signature.getFirst().split(": ", 2)[1]),
                    List.of("a key"),
                    NOW)
                .valid())
        .isTrue();
    assertThat(head).contains("\r\nContent-Length: " + body(request).length + "\r\n");
  }

  @Test
  void isAWebhookOfAboutThatSizeWhoseCallTheBareServerFindsToo() {
    var body = body(webhooks.next());

    assertThat(body.length).isCloseTo(BYTES, within(64));
    assertThat(WebhookEvent.parse(body))
        .isInstanceOfSatisfying(
            OfCall.class,
            event ->
                assertThat(event.call().callId())
                    .isEqualTo(
                        "call_" + new String(Webhooks.callId(body), StandardCharsets.US_ASCII)));
  }

  @Test
  void isOfAnotherCallEachTime() {
    var ids =
        Stream.generate(webhooks::next)
            .limit(1_000)
            .map(request -> new String(Webhooks.callId(body(request)), StandardCharsets.US_ASCII));

    assertThat(ids).doesNotHaveDuplicates();
  }

  /** Else the gateway would send Kafka next to nothing. */
  @Test
  void manyTogetherAreCompressedNoBetterThanTalkIs() throws Exception {
    var together = new ByteArrayOutputStream();
    IntStream.range(0, 50).forEach(_ -> together.writeBytes(body(webhooks.next())));
    var compressed = new ByteArrayOutputStream();
    try (var deflating = new DeflaterOutputStream(compressed, new Deflater(Deflater.BEST_SPEED))) {
      together.writeTo(deflating);
    }

    assertThat((double) compressed.size() / together.size()).isBetween(0.25, 0.6);
  }

  private static byte[] body(byte[] request) {
    var text = new String(request, StandardCharsets.ISO_8859_1);
    return Arrays.copyOfRange(request, text.indexOf("\r\n\r\n") + 4, request.length);
  }
}
