package io.callstream.dispatcher.rules;

import io.callstream.contracts.CampaignRules;
import java.time.Instant;

/**
 * What concerns all calls of a campaign, read under its lock and the budget's.
 *
 * @param state the gateway's word for where it stands
 * @param nextDialAt what its own rate says
 * @param open its dials that are open
 * @param calls its dials that rang, or may have
 * @param talkMs what its ended calls took, in milliseconds
 */
public record CampaignFacts(
    String state, CampaignRules rules, Instant nextDialAt, int open, long calls, long talkMs) {}
