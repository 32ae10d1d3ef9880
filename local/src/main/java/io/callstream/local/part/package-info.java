/** One part of the system as a process of its own: started, watched, stopped, killed. */
@org.jspecify.annotations.NullMarked
package io.callstream.local.part;
