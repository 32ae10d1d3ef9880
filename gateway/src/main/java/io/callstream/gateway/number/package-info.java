/** Telephone numbers, as people may write them to us. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.number;
