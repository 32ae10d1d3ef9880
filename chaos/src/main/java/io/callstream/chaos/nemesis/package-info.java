/** What is done to the system and when, all of it from one seed. */
@org.jspecify.annotations.NullMarked
package io.callstream.chaos.nemesis;
