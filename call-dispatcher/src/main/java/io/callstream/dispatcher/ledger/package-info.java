/**
 * The dial ledger's tables: every change of a dial, a call, a number or the line is written here.
 */
@NullMarked
package io.callstream.dispatcher.ledger;

import org.jspecify.annotations.NullMarked;
