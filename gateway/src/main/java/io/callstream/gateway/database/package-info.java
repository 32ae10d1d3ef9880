/** The one database as the gateway shares it: locks it takes, other services' views it reads. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.database;
