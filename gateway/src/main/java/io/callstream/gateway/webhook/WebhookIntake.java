package io.callstream.gateway.webhook;

import io.callstream.gateway.web.Problem;
import io.callstream.retell.webhook.WebhookSignature;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/**
 * Takes in one webhook: proves it, writes it to Kafka, and only then says so (DESIGN.md, "Webhook
 * intake"). Interprets nothing.
 */
@Component
final class WebhookIntake {

  private static final Map<String, String> ACCEPTED = Map.of("status", "accepted");

  private final WebhookSettings settings;
  private final WebhookRecords records;
  private final WebhookLog webhooks;
  private final SeenSignatures seen = new SeenSignatures();
  private final InstantSource clock;
  private final MeterRegistry meters;

  WebhookIntake(
      WebhookSettings settings, WebhookLog webhooks, InstantSource clock, MeterRegistry meters) {
    this.settings = settings;
    this.records = new WebhookRecords(settings.installation());
    this.webhooks = webhooks;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * The answer to a webhook whose body is within its limit.
   *
   * @param signatures every signature header the request carried
   */
  ResponseEntity<Object> take(byte[] body, List<String> signatures) {
    var now = clock.instant();
    var verdict = WebhookSignature.verify(body, signatures, settings.keys(), now);
    if (!verdict.valid()) {
      count(verdict.name().toLowerCase(Locale.ROOT));
      return Problem.of(HttpStatus.UNAUTHORIZED, "The webhook's signature does not hold").answer();
    }
    var signature = signatures.getFirst();
    if (seen.contains(signature)) {
      count("repeated");
      return accepted();
    }
    if (TestWebhook.is(body)) {
      count("test");
      return accepted();
    }
    var message = records.of(body, now);
    if (!webhooks.write(message)) {
      count("unavailable");
      return Problem.unavailable("Kafka did not acknowledge; send it again").answer();
    }
    seen.add(signature);
    count(message.topic());
    return accepted();
  }

  /** Said as JSON, whatever the sender would rather hear. */
  private static ResponseEntity<Object> accepted() {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(ACCEPTED);
  }

  /** Counts a webhook by what became of it. */
  void count(String result) {
    meters.counter("callstream.webhooks", "result", result).increment();
  }
}
