package io.callstream.gateway.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses query parameters that a route does not know, so that a misspelt filter is no silence. */
final class QueryCheck implements HandlerInterceptor {

  @Override
  public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
      throws IOException {
    if (!(handler instanceof HandlerMethod method)) {
      return true;
    }
    var known = method.getMethodAnnotation(QueryParameters.class);
    var names = known == null ? Set.<String>of() : Set.of(known.value());
    return switch (Query.read(request.getQueryString(), names)) {
      case Query.Reading.Known reading -> {
        request.setAttribute(Query.ATTRIBUTE, reading.query());
        yield true;
      }
      case Query.Reading.Wrong wrong -> {
        Problem.badRequest(wrong.errors()).writeTo(response);
        yield false;
      }
    };
  }
}
