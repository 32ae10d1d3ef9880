/** Agents and their LLMs: created, read and listed at Retell, nothing of them kept here. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.agent;
