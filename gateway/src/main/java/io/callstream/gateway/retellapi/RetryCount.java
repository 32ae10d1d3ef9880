package io.callstream.gateway.retellapi;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;

/** What an SDK says of its own repeats. */
final class RetryCount {

  /** How often it has repeated a request by itself; 0 on the first try. */
  static final String HEADER = "X-Stainless-Retry-Count";

  private RetryCount() {}

  /** Whether it is a repeat. What is no plain 0 is one: in doubt no phone rings a second time. */
  static boolean isRepeat(HttpServletRequest request) {
    return Collections.list(request.getHeaders(HEADER)).stream()
        .anyMatch(count -> !count.strip().equals("0"));
  }
}
