/** The command by which a person works off the dead letters of a running gateway. */
@org.jspecify.annotations.NullMarked
package io.callstream.local.dlt;
