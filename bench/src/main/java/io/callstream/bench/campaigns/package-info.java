/** Uploads of people into campaigns. */
@org.jspecify.annotations.NullMarked
package io.callstream.bench.campaigns;
