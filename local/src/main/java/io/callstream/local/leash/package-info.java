/**
 * A Java agent, in a jar of its own, that ends a part when the process that started it is gone.
 * Nothing else may enter: the jar is on the class path of every part.
 */
@org.jspecify.annotations.NullMarked
package io.callstream.local.leash;
