/** README's table, made from what runs wrote. */
@org.jspecify.annotations.NullMarked
package io.callstream.bench.table;
