/** The data folder of a local run: whose it is, what is in it, the secrets made once. */
@org.jspecify.annotations.NullMarked
package io.callstream.local.data;
