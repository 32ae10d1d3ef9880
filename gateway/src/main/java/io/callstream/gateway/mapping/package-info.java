/**
 * The table by which Retell's reasons become statuses and outcomes, for whoever wants to read it.
 */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.mapping;
