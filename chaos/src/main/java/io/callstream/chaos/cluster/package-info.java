/** The whole system, any number of each service, every link behind a proxy. */
@org.jspecify.annotations.NullMarked
package io.callstream.chaos.cluster;
