/** Webhooks taken in by the gateway, beside the same steps bare and a plain Node route. */
@org.jspecify.annotations.NullMarked
package io.callstream.bench.gateway;
