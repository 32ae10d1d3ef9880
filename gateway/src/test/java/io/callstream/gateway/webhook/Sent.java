package io.callstream.gateway.webhook;

import io.callstream.gateway.Answer;
import io.callstream.gateway.RunningGateway;
import io.callstream.retell.webhook.WebhookSignature;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Sends webhooks the way Retell does: no key of ours, a signature over the raw bytes. */
final class Sent {

  static final String PATH = "/api/webhooks/retell";

  private Sent() {}

  /** Genuine, signed now. */
  static Answer genuine(RunningGateway gateway, byte[] body) {
    return signed(
        gateway, body, WebhookSignature.sign(body, RunningGateway.WEBHOOK_KEY, Instant.now()));
  }

  static Answer genuine(RunningGateway gateway, String body) {
    return genuine(gateway, body.getBytes(StandardCharsets.UTF_8));
  }

  static Answer signed(RunningGateway gateway, byte[] body, String signature) {
    return RunningGateway.send(request(gateway, body).header(WebhookSignature.HEADER, signature));
  }

  static HttpRequest.Builder request(RunningGateway gateway, byte[] body) {
    return HttpRequest.newBuilder(gateway.uri(PATH))
        .timeout(Duration.ofSeconds(60))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(body));
  }

  /** A webhook of a call, with more members of the call. */
  static String event(String event, String retellCallId, String more) {
    return "{\"event\": \"%s\", \"call\": {\"call_id\": \"%s\"%s}}"
        .formatted(event, retellCallId, more);
  }
}
