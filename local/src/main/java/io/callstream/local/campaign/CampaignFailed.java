package io.callstream.local.campaign;

/** Why the command ends without having done what was asked. */
public final class CampaignFailed extends RuntimeException {

  static final int REFUSED = 1;
  static final int COULD_NOT_START = 2;

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CampaignFailed(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /** 1 when the gateway refused, 2 when it was not reached. */
  public int exitCode() {
    return exitCode;
  }
}
