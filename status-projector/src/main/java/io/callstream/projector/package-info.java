/** Folds what is known of each call into the read model and publishes call events. */
@org.jspecify.annotations.NullMarked
package io.callstream.projector;
