package io.callstream.gateway.web;

import io.callstream.runtime.database.SqlStates;
import io.callstream.runtime.database.Trouble;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

/** The one place where what was not foreseen becomes an answer. Nothing of our inside goes out. */
@RestControllerAdvice
final class Problems extends ResponseEntityExceptionHandler {

  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  private static final Map<Integer, String> WORDS =
      Map.of(
          400, "The request cannot be understood",
          404, "Nothing is at this address",
          405, "This address does not take this method",
          406, "Answers are JSON",
          415, "Send JSON: Content-Type: application/json");

  private final MeterRegistry meters;

  private final News unavailability;

  Problems(MeterRegistry meters, InstantSource clock) {
    this.meters = meters;
    this.unavailability = new News(clock);
  }

  /**
   * What a controller let rise. An answer that has begun cannot become another one; rethrown, the
   * server cuts it, so that nobody takes it for whole.
   */
  @ExceptionHandler(Exception.class)
  @Nullable ResponseEntity<Object> risen(Exception e, WebRequest request) throws Exception {
    if (hasBegun(request) && !DisconnectedClientHelper.isClientDisconnectedException(e)) {
      meters.counter("callstream.gateway.cut").increment();
      throw e;
    }
    return unexpected(e, request);
  }

  private static boolean hasBegun(WebRequest request) {
    var response = request instanceof ServletWebRequest servlet ? servlet.getResponse() : null;
    return response != null && response.isCommitted();
  }

  private @Nullable ResponseEntity<Object> unexpected(Exception e, WebRequest request) {
    if (DisconnectedClientHelper.isClientDisconnectedException(e)) {
      meters.counter("callstream.gateway.disconnected").increment();
      return null;
    }
    if (SqlStates.judge(e) != Trouble.POISON) {
      meters.counter("callstream.gateway.unavailable").increment();
      if (unavailability.isNews(e.getClass().getName())) {
        log.warn("Answering 503; more of this kind is counted, not logged, for a minute", e);
      }
      return shaped(
          Problem.unavailable("Callstream cannot reach its database; try again"),
          new HttpHeaders(),
          request);
    }
    log.error("Answered 500", e);
    return shaped(
        Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "Something broke on our side"),
        new HttpHeaders(),
        request);
  }

  private static ResponseEntity<Object> shaped(
      Problem problem, HttpHeaders headers, WebRequest request) {
    var uri =
        request instanceof ServletWebRequest servlet ? servlet.getRequest().getRequestURI() : "";
    if (SeedErrors.at(uri)) {
      return SeedErrors.answer(problem);
    }
    return RetellErrors.at(uri) ? RetellErrors.answer(problem, headers) : problem.answer(headers);
  }

  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    if (status.is5xxServerError()) {
      return unexpected(e, request);
    }
    return shaped(Problem.of(status, words(status.value())), headers, request);
  }

  /** A status in words. */
  static String words(int status) {
    return WORDS.getOrDefault(status, "The request was refused");
  }
}
