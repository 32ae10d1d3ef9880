/** HTTP in: calls, webhooks, the read API. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway;
