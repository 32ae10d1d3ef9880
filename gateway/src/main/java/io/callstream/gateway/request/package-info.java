/** Accepted requests: how they are kept, sent, and sent again until they arrive. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.request;
