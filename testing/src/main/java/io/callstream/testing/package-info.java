/** For tests only: brokers, databases, clocks. */
@org.jspecify.annotations.NullMarked
package io.callstream.testing;
