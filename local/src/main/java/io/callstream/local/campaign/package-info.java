/** The {@code campaign} command: campaigns of a running gateway. */
@org.jspecify.annotations.NullMarked
package io.callstream.local.campaign;
