/** Pages for people who would rather look than read: send, watch, understand. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.dashboard;
