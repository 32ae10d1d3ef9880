/** A long run under steady load: whether anything grows. */
@org.jspecify.annotations.NullMarked
package io.callstream.chaos.soak;
