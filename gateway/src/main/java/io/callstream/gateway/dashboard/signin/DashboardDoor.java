package io.callstream.gateway.dashboard.signin;

import io.callstream.gateway.dashboard.DashboardSettings;
import io.callstream.gateway.web.Doors;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/**
 * Lets people who are signed in to the pages under {@code /dashboard}, and everybody to the few
 * pages that sign them in. Whatever is sent must come from a page of ours.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10) // After the filter that says how forms are encoded.
final class DashboardDoor extends HttpFilter {

  private static final long serialVersionUID = 1L;

  /** Written so and no other way: no dots that climb, no parameters, no empty parts. */
  private static final Pattern PAGE =
      Pattern.compile("/dashboard(/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*)*");

  private static final String ASSETS = "/dashboard/assets/";

  /** They have no session yet. */
  private static final Set<String> OPEN = Set.of("/dashboard/sign-in", "/dashboard/first");

  /** Has a door of its own. */
  private static final String WEB_CALL = "/dashboard/web-call";

  /** Of what is no form: an upload, sent as it is. */
  private static final String TOKEN_HEADER = "X-CSRF-Token";

  private static final Set<String> READ = Set.of("GET", "HEAD");

  private final transient Sessions sessions;
  private final transient DashboardSettings settings;

  private final transient MeterRegistry meters;

  DashboardDoor(Sessions sessions, DashboardSettings settings, MeterRegistry meters) {
    this.meters = meters;
    this.sessions = sessions;
    this.settings = settings;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var path = request.getRequestURI();
    if (!PAGE.matcher(path).matches() || path.equals(WEB_CALL)) {
      chain.doFilter(request, response);
      return;
    }
    boolean asset = path.startsWith(ASSETS);
    Optional<Session> session;
    try {
      session = asset ? Optional.empty() : SessionCookie.read(request).flatMap(sessions::find);
    } catch (DataAccessException e) {
      meters.counter("callstream.dashboard.unavailable").increment();
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      return;
    }
    decide(request, response, chain, session, asset);
  }

  private void decide(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      Optional<Session> session,
      boolean asset)
      throws IOException, ServletException {
    boolean open = asset || OPEN.contains(request.getRequestURI());
    if (!READ.contains(request.getMethod()) && !isOurs(request, session, open)) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN);
    } else if (open || session.isPresent()) {
      session.ifPresent(known -> request.setAttribute(Session.ATTRIBUTE, known));
      Doors.open(request);
      chain.doFilter(request, response);
    } else {
      turnAway(request, response);
    }
  }

  /** From a form of ours: of our origin, and of this very session. */
  private boolean isOurs(HttpServletRequest request, Optional<Session> session, boolean open) {
    if (!isOfOurOrigin(request)) {
      return false;
    }
    var inHeader = request.getHeader(TOKEN_HEADER);
    var token = inHeader == null ? request.getParameter("_csrf") : inHeader;
    return open
        || session
            .filter(known -> token != null && Secret.same(known.csrfToken(), token))
            .isPresent();
  }

  /** Browsers always say where a form was sent from; who says nothing has no cookies to misuse. */
  private boolean isOfOurOrigin(HttpServletRequest request) {
    var origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin == null
        || origin.equals(origin(settings.publicBaseUrl()))
        || origin.equals("http://" + request.getHeader(HttpHeaders.HOST))
        || origin.equals("https://" + request.getHeader(HttpHeaders.HOST));
  }

  private static @Nullable String origin(URI base) {
    var port = base.getPort();
    return base.getScheme() + "://" + base.getHost() + (port < 0 ? "" : ":" + port);
  }

  /** People are shown where to sign in; scripts are told. */
  private static void turnAway(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean script =
        request.getHeader("HX-Request") != null
            || String.valueOf(request.getHeader(HttpHeaders.ACCEPT)).contains("text/event-stream");
    if (script || !READ.contains(request.getMethod())) {
      response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
      return;
    }
    var query = request.getQueryString();
    var wanted = request.getRequestURI() + (query == null ? "" : "?" + query);
    response.setStatus(HttpServletResponse.SC_SEE_OTHER);
    response.setHeader(
        HttpHeaders.LOCATION,
        "/dashboard/sign-in?to=" + URLEncoder.encode(wanted, StandardCharsets.UTF_8));
  }
}
