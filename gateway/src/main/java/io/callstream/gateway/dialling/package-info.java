/** The switches that stop and start all dialling. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.dialling;
