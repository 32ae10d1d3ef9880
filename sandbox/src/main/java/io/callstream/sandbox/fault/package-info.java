/** Faults that are set while the sandbox runs. */
@org.jspecify.annotations.NullMarked
package io.callstream.sandbox.fault;
