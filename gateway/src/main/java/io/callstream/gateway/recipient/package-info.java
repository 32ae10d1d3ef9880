/** The people of campaigns: their upload, their listing, and their release as requests. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.recipient;
