/** Campaigns: rules for many people, and the states a campaign goes through. */
@org.jspecify.annotations.NullMarked
package io.callstream.gateway.campaign;
