/** What the documents print, tried out. */
@org.jspecify.annotations.NullMarked
package io.callstream.local.printed;
