/** Figures over many calls, from the sums that the projector keeps. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.stats;
