package io.callstream.gateway.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Lets nobody in without the key but to the few open routes, named by their exact address: any
 * other way of writing one needs the key. Sets the headers that every answer has.
 */
@Component
final class Doorkeeper extends HttpFilter {

  private static final long serialVersionUID = 1L;

  private static final Set<String> READ = Set.of("GET", "HEAD");

  private static final Map<String, Set<String>> OPEN =
      Map.ofEntries(
          Map.entry("/openapi.json", READ),
          Map.entry("/openapi.html", READ),
          Map.entry("/openapi.js", READ),
          Map.entry("/openapi.css", READ),
          // Asks itself for a key or an allowed origin.
          Map.entry("/api/create-web-call", Set.of("POST")),
          // Webhooks themselves come in by a door before this one, and prove themselves there.
          Map.entry("/api/webhooks/retell", READ),
          // Who is given the link of a web call has no key; the pages hold nothing.
          Map.entry("/dashboard/web-call", READ),
          Map.entry("/web-call-test.html", READ),
          Map.entry("/assets/retell-sdk.js", READ),
          Map.entry("/assets/callstream.js", READ),
          Map.entry("/assets/joining.js", READ),
          Map.entry("/assets/transcript.js", READ),
          Map.entry("/assets/web-call.css", READ),
          Map.entry("/assets/web-call.js", READ),
          Map.entry("/assets/words.js", READ));

  private final transient AdminKey adminKey;

  Doorkeeper(AdminKey adminKey) {
    this.adminKey = adminKey;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    AnswerHeaders.set(response);
    if (adminKey.opens(request.getHeader(HttpHeaders.AUTHORIZATION))) {
      request.setAttribute(ApiKeyId.ATTRIBUTE, AdminKey.ID);
      chain.doFilter(request, response);
    } else if (Doors.opened(request) || isOpen(request)) {
      chain.doFilter(request, response);
    } else {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
      refuse(request, response);
    }
  }

  private static void refuse(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var problem = Problem.of(HttpStatus.UNAUTHORIZED, "Unauthorized: Admin access required");
    if (RetellErrors.at(request.getRequestURI())) {
      RetellErrors.write(problem, response);
    } else if (SeedErrors.at(request.getRequestURI())) {
      SeedErrors.write(problem, response);
    } else {
      problem.writeTo(response);
    }
  }

  private static boolean isOpen(HttpServletRequest request) {
    return OPEN.getOrDefault(request.getRequestURI(), Set.of()).contains(request.getMethod());
  }
}
