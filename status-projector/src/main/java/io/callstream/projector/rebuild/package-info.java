/** Makes the read model again from Kafka beside the live one, compares the two, and switches. */
@org.jspecify.annotations.NullMarked
package io.callstream.projector.rebuild;
