/** What the parts do per second, beside the machine's limits and the plain alternative. */
@org.jspecify.annotations.NullMarked
package io.callstream.bench;
