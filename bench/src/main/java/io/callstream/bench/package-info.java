/** What the parts do, beside the machine's limits and the plain alternative: the command. */
@org.jspecify.annotations.NullMarked
package io.callstream.bench;
