/** Dead letters as a person works them off: looked at, sent again, set aside. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.deadletter;
