/** Looks at Retell for what webhooks missed, and brings it in as if they had come. */
@org.jspecify.annotations.NullMarked
package io.callstream.projector.sweep;
