/** How a service starts, what it waits for before it works, and how it ends. */
@NullMarked
package io.callstream.runtime.startup;

import org.jspecify.annotations.NullMarked;
