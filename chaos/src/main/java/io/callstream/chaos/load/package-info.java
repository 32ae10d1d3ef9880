/** Calls through the API and signed webhooks of calls that are not ours. */
@org.jspecify.annotations.NullMarked
package io.callstream.chaos.load;
