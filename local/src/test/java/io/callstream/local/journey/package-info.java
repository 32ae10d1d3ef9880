/**
 * Journeys: the whole system as processes of their own, with the sandbox as the phones; told by
 * what a caller, Retell and a reader of events can see. What is asserted never rests on the order
 * in which things arrive, nor on how long they take.
 */
@org.jspecify.annotations.NullMarked
package io.callstream.local.journey;
