/** What Retell says and is asked: its call object, and the strict reading of its JSON. */
@org.jspecify.annotations.NullMarked
package io.callstream.retell;
