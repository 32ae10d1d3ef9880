/** Pages for people: files of the build, served as they are. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.page;
