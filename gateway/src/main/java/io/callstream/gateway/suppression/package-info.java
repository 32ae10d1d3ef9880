/** The do-not-call list: what is on it is not dialled from the moment it is there. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.suppression;
