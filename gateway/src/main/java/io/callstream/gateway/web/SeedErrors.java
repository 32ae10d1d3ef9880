package io.callstream.gateway.web;

import io.callstream.contracts.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** Errors of seed 000's route: {@code {"error": "…"}}, and 500 for whatever trouble of ours. */
final class SeedErrors {

  private static final String PATH = "/api/create-web-call";

  private SeedErrors() {}

  /** Whether a request's address is that route's. */
  static boolean at(String uri) {
    return uri.equals(PATH);
  }

  /** An error as an answer. */
  static ResponseEntity<Object> answer(Problem problem) {
    return ResponseEntity.status(status(problem))
        .contentType(MediaType.APPLICATION_JSON)
        .body(Map.of("error", problem.detail()));
  }

  static void write(Problem problem, HttpServletResponse response) throws IOException {
    var bytes = Json.bytes(Map.of("error", problem.detail()));
    response.setStatus(status(problem));
    response.setContentType(MediaType.APPLICATION_JSON_VALUE);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  private static int status(Problem problem) {
    return Math.min(problem.status(), HttpStatus.INTERNAL_SERVER_ERROR.value());
  }
}
