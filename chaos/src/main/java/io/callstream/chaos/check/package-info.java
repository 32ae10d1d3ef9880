/** Compares what every part says in the end with what must be so. */
@org.jspecify.annotations.NullMarked
package io.callstream.chaos.check;
