/** What would come of a campaign if it went on now. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.dryrun;
