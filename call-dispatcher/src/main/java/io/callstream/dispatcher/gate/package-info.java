/** From a waiting call to one request on the wire: connection, gate, commit, send, record. */
@NullMarked
package io.callstream.dispatcher.gate;

import org.jspecify.annotations.NullMarked;
