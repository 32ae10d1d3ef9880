/** The description of the API, served by the API. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.openapi;
