package io.callstream.dispatcher.ledger;

import io.callstream.contracts.CallCommand.WebCallMade;

/**
 * What stands where a phone call has its number: each web call is a line of its own, so that none
 * ever waits for another, and no number is ever taken for called.
 */
final class WebLine {

  private WebLine() {}

  /** The line of a web call; no telephone number begins so. */
  static String of(WebCallMade call) {
    return "web:" + call.callId();
  }
}
