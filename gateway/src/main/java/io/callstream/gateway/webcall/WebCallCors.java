package io.callstream.gateway.webcall;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Lets pages of allowed origins read the answers of seed 000's route, errors too, and answers the
 * OPTIONS that browsers ask before. Goes before every other filter: OPTIONS carry no key.
 */
@Component
@Order(0)
final class WebCallCors extends HttpFilter {

  private static final long serialVersionUID = 1L;

  /** Browsers may remember the answer so long, in seconds. */
  private static final String MAX_AGE_S = "600";

  private final transient WebCallSettings settings;

  WebCallCors(WebCallSettings settings) {
    this.settings = settings;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!request.getRequestURI().equals(SeedWebCallController.PATH)) {
      chain.doFilter(request, response);
      return;
    }
    allow(request.getHeader(HttpHeaders.ORIGIN), response);
    if (request.getMethod().equals("OPTIONS")) {
      response.setHeader(HttpHeaders.ALLOW, "POST, OPTIONS");
      response.setStatus(HttpStatus.NO_CONTENT.value());
    } else {
      chain.doFilter(request, response);
    }
  }

  private void allow(@org.jspecify.annotations.Nullable String origin, HttpServletResponse answer) {
    answer.addHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    if (origin != null && settings.allows(origin)) {
      answer.setHeader(
          HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, settings.origins().contains("*") ? "*" : origin);
      answer.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "POST, OPTIONS");
      answer.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type, Authorization");
      answer.setHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_S);
    }
  }
}
