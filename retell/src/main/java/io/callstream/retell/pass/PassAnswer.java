package io.callstream.retell.pass;

import tools.jackson.databind.JsonNode;

/** What came of a request that was passed on. */
public sealed interface PassAnswer {

  /**
   * Retell did it.
   *
   * @param httpStatus 200 to 299
   * @param body as Retell sent it; a missing node where it sent none
   */
  record Done(int httpStatus, JsonNode body) implements PassAnswer {

    /** Without the body, which may hold a token. */
    @Override
    public String toString() {
      return "Done[" + httpStatus + "]";
    }
  }

  /**
   * Retell said no.
   *
   * @param httpStatus 400 to 499
   * @param message Retell's own words, one line
   */
  record Refused(int httpStatus, String message) implements PassAnswer {}

  /**
   * No answer, or none that can be used.
   *
   * @param asked false when nothing can have been sent; else what was asked for may have been done
   *     all the same
   */
  record Unavailable(boolean asked, String cause) implements PassAnswer {

    /** One after which Retell may have done it. */
    public Unavailable(String cause) {
      this(true, cause);
    }
  }
}
