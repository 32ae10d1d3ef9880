/** What Retell's statuses and disconnection reasons mean: the one table, and its rules. */
@org.jspecify.annotations.NullMarked
package io.callstream.retell.ending;
