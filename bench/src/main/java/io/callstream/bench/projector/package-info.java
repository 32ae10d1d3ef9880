/** Webhooks folded into the read model, beside the same rows written plainly. */
@org.jspecify.annotations.NullMarked
package io.callstream.bench.projector;
