/** Retell's webhooks: proving one genuine, and reading one. */
@org.jspecify.annotations.NullMarked
package io.callstream.retell.webhook;
