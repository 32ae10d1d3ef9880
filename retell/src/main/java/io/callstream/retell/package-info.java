/** Retell's wire records, client, webhook signature and table of disconnection reasons. */
@org.jspecify.annotations.NullMarked
package io.callstream.retell;
