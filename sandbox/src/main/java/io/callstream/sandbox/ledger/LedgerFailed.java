package io.callstream.sandbox.ledger;

/** A line could not be put on disk; nothing may ring. */
public final class LedgerFailed extends Exception {

  private static final long serialVersionUID = 1L;

  LedgerFailed(String message) {
    super(message);
  }
}
