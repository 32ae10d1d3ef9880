package io.callstream.gateway.webhook;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * How long answers took, under the name and with the tags that Spring gives those of its own
 * dispatching, for what is answered before it.
 */
final class AnswerTimes {

  private final MeterRegistry meters;
  private final String method;
  private final String uri;
  private final Map<Integer, Timer> timers = new ConcurrentHashMap<>();

  AnswerTimes(MeterRegistry meters, String method, String uri) {
    this.meters = meters;
    this.method = method;
    this.uri = uri;
  }

  void record(int status, long nanos) {
    timers.computeIfAbsent(status, this::timer).record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(int status) {
    return Timer.builder("http.server.requests")
        .tags("error", "none", "exception", "none", "method", method)
        .tags("status", String.valueOf(status), "uri", uri)
        .tags(List.of(Outcome.forStatus(status).asTag()))
        .register(meters);
  }
}
