/** The fold: signals in, the next state of a call out. Pure; no effects, no clock, no framework. */
@org.jspecify.annotations.NullMarked
package io.callstream.projector.fold;
