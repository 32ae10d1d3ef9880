package io.callstream.gateway.webhook;

import io.callstream.gateway.web.AnswerHeaders;
import io.callstream.gateway.web.Body;
import io.callstream.gateway.web.BodyLimits;
import io.callstream.gateway.web.BodyReader;
import io.callstream.gateway.web.Problem;
import io.callstream.retell.webhook.WebhookSignature;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Where webhooks come in: before all other filters and without the dispatching that people's and
 * programs' requests need. They use nothing of it, and it costs more than a webhook does
 * (measured).
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class WebhookDoor extends HttpFilter {

  /** The address Retell sends its webhooks to. */
  static final String PATH = "/api/webhooks/retell";

  private static final long serialVersionUID = 1L;
  private static final Logger log = LoggerFactory.getLogger(WebhookDoor.class);

  private static final byte[] ACCEPTED =
      "{\"status\":\"accepted\"}".getBytes(StandardCharsets.US_ASCII);

  private final transient BodyReader bodies;
  private final transient WebhookIntake intake;
  private final transient AnswerTimes times;
  private final transient MeterRegistry meters;

  WebhookDoor(BodyReader bodies, WebhookIntake intake, MeterRegistry meters) {
    this.bodies = bodies;
    this.intake = intake;
    this.times = new AnswerTimes(meters, "POST", PATH);
    this.meters = meters;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!request.getRequestURI().equals(PATH) || !request.getMethod().equals("POST")) {
      chain.doFilter(request, response);
      return;
    }
    long began = System.nanoTime();
    AnswerHeaders.set(response);
    try {
      answer(taken(request), response);
    } catch (IOException _) {
      meters.counter("callstream.gateway.disconnected").increment();
    }
    times.record(response.getStatus(), System.nanoTime() - began);
  }

  private Optional<Problem> taken(HttpServletRequest request) {
    try {
      return bodies.read(request, BodyLimits.WEBHOOK_BYTES, body -> taken(request, body));
    } catch (RuntimeException e) {
      log.error("Answered 503", e);
      intake.count("failed");
      return Optional.of(Problem.unavailable("Something broke on our side; send it again"));
    }
  }

  private Optional<Problem> taken(HttpServletRequest request, Body body) {
    if (body instanceof Body.Whole whole) {
      var signatures = Collections.list(request.getHeaders(WebhookSignature.HEADER));
      return intake.take(whole.bytes(), signatures);
    }
    intake.count("not_read");
    return Optional.of(Body.problem(body));
  }

  /** Said as JSON, whatever the sender would rather hear. */
  private static void answer(Optional<Problem> problem, HttpServletResponse response)
      throws IOException {
    if (problem.isPresent()) {
      problem.get().writeTo(response);
      return;
    }
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setContentLength(ACCEPTED.length);
    response.getOutputStream().write(ACCEPTED);
  }
}
