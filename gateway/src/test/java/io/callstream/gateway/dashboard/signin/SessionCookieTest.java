package io.callstream.gateway.dashboard.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.gateway.dashboard.DashboardSettings;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionCookieTest {

  private static final DashboardSettings OVER_TLS =
      new DashboardSettings(URI.create("https://calls.example"), Optional.empty());
  private static final DashboardSettings HERE =
      new DashboardSettings(URI.create("http://127.0.0.1:8080"), Optional.empty());

  @Test
  void itGoesOverTlsAloneWhereWeAreReachedSo() {
    assertThat(SessionCookie.of(new Secret("s"), OVER_TLS))
        .startsWith("callstream_session=s;")
        .contains("; Secure");
    assertThat(SessionCookie.gone(OVER_TLS)).contains("; Secure").contains("Max-Age=0");
    assertThat(SessionCookie.of(new Secret("s"), HERE)).doesNotContain("Secure");
  }
}
