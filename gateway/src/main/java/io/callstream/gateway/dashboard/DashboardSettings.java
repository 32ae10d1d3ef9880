package io.callstream.gateway.dashboard;

import java.net.URI;
import java.util.Optional;

/**
 * What the dashboard is told.
 *
 * @param publicBaseUrl {@code PUBLIC_BASE_URL}, under which people and Retell reach this gateway
 * @param adminPassword {@code CALLSTREAM_ADMIN_PASSWORD}, of the first user
 */
public record DashboardSettings(URI publicBaseUrl, Optional<String> adminPassword) {

  /** Whether browsers are to send cookies over TLS alone. */
  public boolean isSecure() {
    return "https".equals(publicBaseUrl.getScheme());
  }

  /** An address of ours as the outside writes it. */
  public String address(String path) {
    var base = publicBaseUrl.toString();
    return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
  }

  @Override
  public String toString() {
    return "DashboardSettings[publicBaseUrl=" + publicBaseUrl + "]";
  }
}
