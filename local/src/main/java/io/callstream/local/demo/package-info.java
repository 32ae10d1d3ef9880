/** The demo: places the calls of a file, follows them to their ends, and judges the run. */
@org.jspecify.annotations.NullMarked
package io.callstream.local.demo;
