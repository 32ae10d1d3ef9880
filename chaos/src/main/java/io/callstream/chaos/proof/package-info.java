/** Single promises under one directed fault each, as runs of their own. */
@org.jspecify.annotations.NullMarked
package io.callstream.chaos.proof;
