/**
 * What every service does alike at its rim: environment, database pools and migrations, topics,
 * stored offsets.
 */
@org.jspecify.annotations.NullMarked
package io.callstream.runtime;
