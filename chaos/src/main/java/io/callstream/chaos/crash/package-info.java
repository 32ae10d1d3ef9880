/**
 * Named places at which a process can be made to die, woven in by an agent that only the rig
 * attaches: what is shipped carries none of it.
 */
@org.jspecify.annotations.NullMarked
package io.callstream.chaos.crash;
