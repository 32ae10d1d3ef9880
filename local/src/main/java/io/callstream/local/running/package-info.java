/** The whole system on this machine: which parts with which settings, started, watched, stopped. */
@org.jspecify.annotations.NullMarked
package io.callstream.local.running;
