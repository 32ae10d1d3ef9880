/** What the ledger allows: pure decisions about dials, calls, the line and the gate. No effects. */
@NullMarked
package io.callstream.dispatcher.rules;

import org.jspecify.annotations.NullMarked;
