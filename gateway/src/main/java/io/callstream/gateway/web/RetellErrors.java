package io.callstream.gateway.web;

import io.callstream.contracts.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Errors in Retell's own shape, for who calls us by Retell's own addresses. */
public final class RetellErrors {

  /** How Retell's addresses begin; none of ours does. */
  private static final List<String> BEGINNINGS =
      List.of(
          "/v2/",
          "/v3/",
          "/create-",
          "/get-",
          "/list-",
          "/update-",
          "/delete-",
          "/import-",
          "/publish-",
          "/repair-",
          "/backfill-",
          "/run-",
          "/upload-",
          "/rerun-",
          "/add-",
          "/register-",
          "/end-",
          "/clone-",
          "/search-");

  private RetellErrors() {}

  private record Shape(String status, String message) {}

  /** Whether a request's address is one of Retell's. */
  static boolean at(String uri) {
    return BEGINNINGS.stream().anyMatch(uri::startsWith);
  }

  /** An error as an answer. */
  public static ResponseEntity<Object> answer(HttpStatusCode status, String message) {
    return ResponseEntity.status(status)
        .contentType(MediaType.APPLICATION_JSON)
        .body(new Shape("error", message));
  }

  /** The same of a problem. */
  public static ResponseEntity<Object> answer(Problem problem) {
    return answer(problem, new HttpHeaders());
  }

  static ResponseEntity<Object> answer(Problem problem, HttpHeaders headers) {
    var whole = problem.answer(headers);
    return ResponseEntity.status(problem.status())
        .headers(whole.getHeaders())
        .contentType(MediaType.APPLICATION_JSON)
        .body(new Shape("error", problem.detail()));
  }

  static byte[] bytes(Problem problem) {
    return Json.bytes(new Shape("error", problem.detail()));
  }

  static void write(Problem problem, HttpServletResponse response) throws IOException {
    var bytes = bytes(problem);
    response.setStatus(problem.status());
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
