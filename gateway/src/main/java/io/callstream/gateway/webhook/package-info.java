/** Retell's webhooks: checked, published as they came, answered; no database on this path. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.webhook;
