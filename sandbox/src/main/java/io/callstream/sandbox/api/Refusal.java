package io.callstream.sandbox.api;

import io.callstream.sandbox.http.Reply;

/** A request that Retell would refuse, and how. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final int status;

  private Refusal(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, message);
  }

  Reply reply() {
    return Reply.error(status, String.valueOf(getMessage()));
  }
}
