package io.callstream.gateway.retellapi.list;

/** A filter that cannot be kept to. An answer that ignored it would be wrong. */
final class Refused extends Exception {

  private static final long serialVersionUID = 1L;

  Refused(String message) {
    super(message, null, false, false);
  }

  /** Refuses unless it is good. */
  static void unless(boolean good, String otherwise) throws Refused {
    if (!good) {
      throw new Refused(otherwise);
    }
  }
}
