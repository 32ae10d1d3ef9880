/** HTTP in, HTTP out, and connections cut where an answer was to come. */
@org.jspecify.annotations.NullMarked
package io.callstream.sandbox.http;
