package io.callstream.gateway.dashboard.signin;

/**
 * Somebody who is signed in.
 *
 * @param userName of {@code gateway.users}
 * @param csrfToken that each of their forms carries
 */
public record Session(String userName, String csrfToken) {

  /** The request attribute that holds it. */
  public static final String ATTRIBUTE = "io.callstream.gateway.dashboard.Session";

  /** What rows and logs carry for who did something; no API key has such an id. */
  public String actor() {
    return "user:" + userName;
  }

  @Override
  public String toString() {
    return "Session[" + userName + "]";
  }
}
