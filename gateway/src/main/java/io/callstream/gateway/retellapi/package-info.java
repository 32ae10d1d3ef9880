/** Retell's own addresses and shapes: the official SDKs work with only base URL and key changed. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.retellapi;
