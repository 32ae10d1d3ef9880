/**
 * The dispatcher's decisions under every order of events: two dispatchers, Retell, time and people
 * as one scheduler's steps, the real rules in the middle, faults and crashes at each step.
 */
@NullMarked
package io.callstream.schedules;

import org.jspecify.annotations.NullMarked;
