package io.callstream.gateway.webhook;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says that webhooks are taken here; {@link WebhookDoor} takes them. */
@RestController
final class WebhookController {

  /** That this address is served, in the seed's words. */
  record Description(String status, String message) {}

  /** For people and monitors that try the address out. */
  @GetMapping(WebhookDoor.PATH)
  Description describe() {
    return new Description("ok", "Retell webhook endpoint is active");
  }
}
