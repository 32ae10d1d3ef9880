package io.callstream.gateway.retellapi;

import io.callstream.gateway.provider.Provider;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/** A query as far as it is passed on; what is not known is not dropped, it is refused. */
sealed interface PassedQuery {

  /** With its question mark; empty when there is none. */
  record Known(String text) implements PassedQuery {}

  record Unknown(String name) implements PassedQuery {}

  static PassedQuery read(HttpServletRequest request, List<String> known) {
    var query = new StringBuilder();
    for (var parameter : request.getParameterMap().entrySet()) {
      if (!known.contains(parameter.getKey()) || parameter.getValue().length != 1) {
        return new Unknown(parameter.getKey());
      }
      query.append(query.isEmpty() ? '?' : '&').append(parameter.getKey()).append('=');
      query.append(Provider.segment(parameter.getValue()[0]));
    }
    return new Known(query.toString());
  }
}
