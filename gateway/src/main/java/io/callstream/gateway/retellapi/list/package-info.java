/** Retell's list-calls, v2 and v3: its filters as conditions on our read model. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.retellapi.list;
