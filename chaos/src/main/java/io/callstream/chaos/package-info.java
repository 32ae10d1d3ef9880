/** The fault rig: the whole system as processes, hurt on purpose, and what it promises checked. */
@org.jspecify.annotations.NullMarked
package io.callstream.chaos;
