/** Notices that the database is not the one that published last, and shuts the gate. */
@NullMarked
package io.callstream.dispatcher.guard;

import org.jspecify.annotations.NullMarked;
