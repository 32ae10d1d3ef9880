/** Retell away for a while, as a run of its own. */
@org.jspecify.annotations.NullMarked
package io.callstream.chaos.outage;
