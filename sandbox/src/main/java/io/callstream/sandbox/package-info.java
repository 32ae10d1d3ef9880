/** PretendRetell: Retell's API and webhooks on your machine, with faults on demand. */
@org.jspecify.annotations.NullMarked
package io.callstream.sandbox;
