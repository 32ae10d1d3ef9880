/**
 * Rules that callers may give: read from JSON, checked, and named by their JSON paths when wrong.
 */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.rule;
