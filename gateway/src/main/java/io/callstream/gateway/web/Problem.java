package io.callstream.gateway.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.callstream.contracts.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * An error answer (RFC 9457).
 *
 * @param detail for people; never holds anything of our inside
 * @param errors what is wrong with the request, field by field; left out unless the status is 400
 */
public record Problem(
    String type,
    String title,
    int status,
    String detail,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<FieldError> errors) {

  /** Seconds after which a request that met trouble of ours, or no room, is worth a repeat. */
  static final String RETRY_AFTER_S = "5";

  /** A problem that its status says enough about. */
  public static Problem of(HttpStatusCode status, String detail) {
    return new Problem(
        "about:blank",
        title(status),
        status.value(),
        detail,
        status.value() == 400 ? List.of() : null);
  }

  /** 400 for these errors, of which there is at least one. */
  public static Problem badRequest(List<FieldError> errors) {
    var others = errors.size() - 1;
    var detail = errors.getFirst().message() + (others == 0 ? "" : " (and " + others + " more)");
    return new Problem(
        "about:blank", title(HttpStatus.BAD_REQUEST), 400, detail, List.copyOf(errors));
  }

  /** 400 for one error. */
  public static Problem badRequest(String field, String message) {
    return badRequest(List.of(new FieldError(field, message)));
  }

  /** 404 of an id that no call has. */
  public static Problem unknownCall() {
    return of(HttpStatus.NOT_FOUND, "No call has this id");
  }

  /** 503: trouble of ours that may pass. */
  public static Problem unavailable(String detail) {
    return of(HttpStatus.SERVICE_UNAVAILABLE, detail);
  }

  /** This problem as an answer. */
  public ResponseEntity<Object> answer() {
    return answer(new HttpHeaders());
  }

  ResponseEntity<Object> answer(HttpHeaders headers) {
    var answer =
        ResponseEntity.status(status)
            .headers(headers)
            .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (isWorthARepeat()) {
      answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_S);
    }
    return answer.body(this);
  }

  /** Writes this problem where no controller answers; the response must be untouched. */
  public void writeTo(HttpServletResponse response) throws IOException {
    var bytes = Json.bytes(this);
    response.setStatus(status);
    if (isWorthARepeat()) {
      response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_S);
    }
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  private boolean isWorthARepeat() {
    return status == HttpStatus.SERVICE_UNAVAILABLE.value()
        || status == HttpStatus.TOO_MANY_REQUESTS.value();
  }

  private static String title(HttpStatusCode status) {
    var known = HttpStatus.resolve(status.value());
    return known == null ? "Error" : known.getReasonPhrase();
  }
}
