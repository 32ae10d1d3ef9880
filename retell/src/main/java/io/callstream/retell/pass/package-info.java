/** Passing requests on to Retell that are no phone calls, each sent once. */
@org.jspecify.annotations.NullMarked
package io.callstream.retell.pass;
