/** What single steps of the code cost in time and memory, each in processes of its own, by JMH. */
@org.jspecify.annotations.NullMarked
package io.callstream.bench.code;
