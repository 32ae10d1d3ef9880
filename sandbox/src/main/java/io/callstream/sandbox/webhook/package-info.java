/**
 * Tells the pipeline of a call as Retell does: signed, with a deadline, tried again, in the orders
 * that hurt.
 */
@org.jspecify.annotations.NullMarked
package io.callstream.sandbox.webhook;
