/** What the world learns of a call: one event for each fact, with the row as it is then. */
@org.jspecify.annotations.NullMarked
package io.callstream.projector.events;
