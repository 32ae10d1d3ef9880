/** When somebody may be called, by the clocks where they live. */
@org.jspecify.annotations.NullMarked
package io.callstream.hours;
