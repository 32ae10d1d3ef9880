/** TCP links that can be made to fail in every way a network can. */
@org.jspecify.annotations.NullMarked
package io.callstream.chaos.proxy;
