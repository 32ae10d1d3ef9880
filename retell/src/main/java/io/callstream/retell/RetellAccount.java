package io.callstream.retell;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where Retell answers and with which key. {@code http} skips TLS, which is for the sandbox.
 *
 * @param baseUrl absolute, {@code http} or {@code https}, without query and fragment
 * @param apiKey printable ASCII; a secret, so it is not in {@link #toString()}
 */
public record RetellAccount(URI baseUrl, String apiKey) {

  private static final Pattern PRINTABLE = Pattern.compile("[!-~]+");

  public RetellAccount {
    var scheme = baseUrl.getScheme();
    if (!("http".equals(scheme) || "https".equals(scheme)) || baseUrl.getHost() == null) {
      throw new IllegalArgumentException("Not an http or https address: " + baseUrl);
    }
    if (baseUrl.getRawQuery() != null || baseUrl.getRawFragment() != null) {
      throw new IllegalArgumentException("A base address has no query or fragment: " + baseUrl);
    }
    if (!PRINTABLE.matcher(apiKey).matches()) {
      throw new IllegalArgumentException("The API key is blank or holds unprintable characters");
    }
  }

  /** Whether the connection is encrypted. */
  public boolean tls() {
    return "https".equals(baseUrl.getScheme());
  }

  /** The port to connect to. */
  public int port() {
    if (baseUrl.getPort() > 0) {
      return baseUrl.getPort();
    }
    return tls() ? 443 : 80;
  }

  /** The path and query of one of Retell's routes, below the base address. */
  public String path(String route) {
    var base = baseUrl.getRawPath() == null ? "" : baseUrl.getRawPath();
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + route;
  }

  /** The whole address of one of Retell's routes. */
  public URI at(String route) {
    return baseUrl.resolve(path(route));
  }

  /** The value of the {@code Authorization} header. */
  public String authorization() {
    return "Bearer " + apiKey;
  }

  @Override
  public String toString() {
    return "RetellAccount[" + baseUrl + "]";
  }
}
