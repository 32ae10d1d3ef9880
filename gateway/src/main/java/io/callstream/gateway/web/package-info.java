/** How the gateway speaks HTTP: who may come in, how bodies are read, how errors look. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.web;
