/** The callstream command: starts, watches and stops the parts. */
@org.jspecify.annotations.NullMarked
package io.callstream.local;
