/** Work that is done again and again: errors in one place, a clean stop. */
@NullMarked
package io.callstream.runtime.loop;

import org.jspecify.annotations.NullMarked;
