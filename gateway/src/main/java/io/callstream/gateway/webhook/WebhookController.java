package io.callstream.gateway.webhook;

import io.callstream.gateway.web.Body;
import io.callstream.gateway.web.BodyLimits;
import io.callstream.gateway.web.BodyReader;
import io.callstream.retell.webhook.WebhookSignature;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The address Retell sends its webhooks to. */
@RestController
@RequestMapping("/api/webhooks/retell")
final class WebhookController {

  private final BodyReader bodies;
  private final WebhookIntake intake;

  WebhookController(BodyReader bodies, WebhookIntake intake) {
    this.bodies = bodies;
    this.intake = intake;
  }

  /** That this address is served, in the seed's words. */
  record Description(String status, String message) {}

  /** For people and monitors that try the address out. */
  @GetMapping
  Description describe() {
    return new Description("ok", "Retell webhook endpoint is active");
  }

  /** Takes in a webhook; needs no database. */
  @PostMapping
  ResponseEntity<Object> receive(HttpServletRequest request) {
    return bodies.read(
        request,
        BodyLimits.WEBHOOK_BYTES,
        body -> {
          if (body instanceof Body.Whole whole) {
            var signatures = Collections.list(request.getHeaders(WebhookSignature.HEADER));
            return intake.take(whole.bytes(), signatures);
          }
          intake.count("not_read");
          return Body.problem(body).answer();
        });
  }
}
