/** Places the calls against Retell. */
@org.jspecify.annotations.NullMarked
package io.callstream.dispatcher;
