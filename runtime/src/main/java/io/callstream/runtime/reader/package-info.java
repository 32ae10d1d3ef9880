/**
 * Reads topics with offsets that are stored in PostgreSQL, in the transaction of the effect
 * (DESIGN.md, "Entering a service"; MECHANISMS.md F).
 */
@NullMarked
package io.callstream.runtime.reader;

import org.jspecify.annotations.NullMarked;
