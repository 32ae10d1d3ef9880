package io.callstream.gateway.webhook;

import io.callstream.gateway.web.Problem;
import io.callstream.retell.webhook.WebhookSignature;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Takes in one webhook: proves it, writes it to Kafka, and only then says so (DESIGN.md, "Webhook
 * intake"). Interprets nothing.
 */
@Component
final class WebhookIntake {

  private final WebhookSettings settings;
  private final WebhookRecords records;
  private final WebhookLog webhooks;
  private final SeenSignatures seen = new SeenSignatures();
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();

  WebhookIntake(
      WebhookSettings settings, WebhookLog webhooks, InstantSource clock, MeterRegistry meters) {
    this.settings = settings;
    this.records = new WebhookRecords(settings.installation());
    this.webhooks = webhooks;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * Why a webhook whose body is within its limit is refused; empty when it is accepted.
   *
   * @param signatures every signature header the request carried
   */
  Optional<Problem> take(byte[] body, List<String> signatures) {
    var now = clock.instant();
    var verdict = WebhookSignature.verify(body, signatures, settings.keys(), now);
    if (!verdict.valid()) {
      count(verdict.name().toLowerCase(Locale.ROOT));
      return Optional.of(
          Problem.of(HttpStatus.UNAUTHORIZED, "The webhook's signature does not hold"));
    }
    var signature = signatures.getFirst();
    if (seen.contains(signature)) {
      count("repeated");
      return Optional.empty();
    }
    if (TestWebhook.is(body)) {
      count("test");
      return Optional.empty();
    }
    var message = records.of(body, now);
    if (!webhooks.write(message)) {
      count("unavailable");
      return Optional.of(Problem.unavailable("Kafka did not acknowledge; send it again"));
    }
    seen.add(signature);
    count(message.topic());
    return Optional.empty();
  }

  /** Counts a webhook by what became of it. */
  void count(String result) {
    counters
        .computeIfAbsent(result, each -> meters.counter("callstream.webhooks", "result", each))
        .increment();
  }
}
