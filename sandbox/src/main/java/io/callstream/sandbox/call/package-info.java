/** The pretended calls: what each number does, the life of a call, how Retell shows it. */
@org.jspecify.annotations.NullMarked
package io.callstream.sandbox.call;
