package io.callstream.gateway.webhook;

import java.util.List;

/**
 * How webhooks are told apart.
 *
 * @param keys any of which may have signed; at least one
 * @param installation the name that metadata must carry for a call to be ours (MECHANISMS.md A3)
 */
public record WebhookSettings(List<String> keys, String installation) {

  @Override
  public String toString() {
    return "WebhookSettings[keys=" + keys.size() + ", installation=" + installation + "]";
  }
}
