package io.callstream.gateway.dashboard.signin;

import io.callstream.gateway.dashboard.DashboardSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.ResponseCookie;

/** The cookie that carries a session's secret. */
final class SessionCookie {

  static final String NAME = "callstream_session";

  private static final String PATH = "/dashboard";

  /** More than any secret of ours; what is longer is none. */
  private static final int LENGTH_MAX = 100;

  private SessionCookie() {}

  /** For the header {@code Set-Cookie}. */
  static String of(Secret secret, DashboardSettings settings) {
    return cookie(secret.text(), Sessions.LENGTH_MAX, settings);
  }

  /** Takes it from the browser. */
  static String gone(DashboardSettings settings) {
    return cookie("", Duration.ZERO, settings);
  }

  /** What the browser sent. */
  static Optional<Secret> read(HttpServletRequest request) {
    return Stream.ofNullable(request.getCookies())
        .flatMap(Arrays::stream)
        .filter(cookie -> cookie.getName().equals(NAME))
        .map(jakarta.servlet.http.Cookie::getValue)
        .filter(value -> !value.isEmpty() && value.length() <= LENGTH_MAX)
        .findFirst()
        .map(Secret::new);
  }

  private static String cookie(String value, Duration age, DashboardSettings settings) {
    return ResponseCookie.from(NAME, value)
        .path(PATH)
        .httpOnly(true)
        .secure(settings.isSecure())
        .sameSite("Lax")
        .maxAge(age)
        .build()
        .toString();
  }
}
