/** Web calls: made at once, joined by a browser within seconds, ringing nobody. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.webcall;
