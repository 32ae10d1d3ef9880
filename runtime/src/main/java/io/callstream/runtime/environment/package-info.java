/** Settings from the process environment: read once at the start, refused with one clear line. */
@NullMarked
package io.callstream.runtime.environment;

import org.jspecify.annotations.NullMarked;
