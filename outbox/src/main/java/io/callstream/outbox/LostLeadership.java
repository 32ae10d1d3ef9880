package io.callstream.outbox;

/** Another leads, or may lead: nothing may be published or stored any more. */
final class LostLeadership extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LostLeadership(String how) {
    super(how);
  }

  LostLeadership(String how, Throwable cause) {
    super(how, cause);
  }
}
