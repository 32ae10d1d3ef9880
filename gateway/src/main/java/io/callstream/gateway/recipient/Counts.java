package io.callstream.gateway.recipient;

/**
 * What became of an upload's rows: {@code accepted + duplicates + rejected} are all of them.
 *
 * @param inFile rows whose number or external id came earlier in the same upload
 * @param inCampaign rows whose number or external id the campaign had before
 * @param suppressed a part of the accepted: on the do-not-call list now
 */
public record Counts(long accepted, long inFile, long inCampaign, long suppressed, long rejected) {

  /** All of them. */
  public long rows() {
    return accepted + duplicate() + rejected;
  }

  /** Rows of somebody who was there already. */
  public long duplicate() {
    return inFile + inCampaign;
  }
}
