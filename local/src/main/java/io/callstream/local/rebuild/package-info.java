/** The command that makes the read model again with the mapping of this build. */
@org.jspecify.annotations.NullMarked
package io.callstream.local.rebuild;
