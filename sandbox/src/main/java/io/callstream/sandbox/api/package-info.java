/** Retell's routes and shapes. */
@org.jspecify.annotations.NullMarked
package io.callstream.sandbox.api;
