package io.callstream.gateway.retellapi;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;

/** What an SDK says of its own repeats. */
enum RetryCount {
  /** Nothing: no SDK, or none that repeats. It is wanted as it comes. */
  UNSAID,
  /** 0: a first try, which a repeat of it may have overtaken. */
  FIRST,
  /** A repeat. */
  REPEAT;

  /** How often it has repeated a request by itself; 0 on the first try. */
  static final String HEADER = "X-Stainless-Retry-Count";

  /** What is no plain 0 is a repeat: in doubt no phone rings a second time. */
  static RetryCount of(HttpServletRequest request) {
    var counts = Collections.list(request.getHeaders(HEADER));
    if (counts.isEmpty()) {
      return UNSAID;
    }
    return counts.stream().allMatch(count -> count.strip().equals("0")) ? FIRST : REPEAT;
  }
}
