/**
 * Asking Retell what became of dials, and asking it to stop calls. Nothing here can place a call.
 */
@NullMarked
package io.callstream.dispatcher.asking;

import org.jspecify.annotations.NullMarked;
