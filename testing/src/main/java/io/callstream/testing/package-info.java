/**
 * For tests only: one real broker and one real database server per JVM, fresh databases, a clock
 * that is set by hand, captured logs.
 */
@org.jspecify.annotations.NullMarked
package io.callstream.testing;
