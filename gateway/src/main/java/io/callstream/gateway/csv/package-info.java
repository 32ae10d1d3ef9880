/** CSV files as people really send them. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.csv;
