/** Waiting, and how fast pretended life goes. */
@org.jspecify.annotations.NullMarked
package io.callstream.sandbox.time;
