/** Retell, as far as the gateway asks it itself. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.provider;
