/** Reads records into signals: which topic says what, and whose call it is about. */
@org.jspecify.annotations.NullMarked
package io.callstream.projector.intake;
