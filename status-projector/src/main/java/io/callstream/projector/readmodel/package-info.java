/** The read model in PostgreSQL: its rows, their stamps, the names and facts of calls. */
@org.jspecify.annotations.NullMarked
package io.callstream.projector.readmodel;
