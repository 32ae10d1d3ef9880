/** What was really asked of the phone: a line for each create, on disk before its answer. */
@org.jspecify.annotations.NullMarked
package io.callstream.sandbox.ledger;
