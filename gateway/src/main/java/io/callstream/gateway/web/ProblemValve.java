package io.callstream.gateway.web;

import io.callstream.contracts.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;

/** Writes the errors that Tomcat finds itself as problems, not as its pages. */
public final class ProblemValve extends ErrorReportValve {

  private static final Logger log = LoggerFactory.getLogger(ProblemValve.class);

  @Override
  protected void report(Request request, Response response, @Nullable Throwable thrown) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    try {
      boolean retells = RetellErrors.at(request.getRequestURI());
      response.setContentType(
          retells ? MediaType.APPLICATION_JSON_VALUE : MediaType.APPLICATION_PROBLEM_JSON_VALUE);
      response.setCharacterEncoding(StandardCharsets.UTF_8.name());
      var writer = response.getReporter();
      if (writer != null) {
        var problem = Problem.of(HttpStatusCode.valueOf(status), Problems.words(status));
        var bytes = retells ? RetellErrors.bytes(problem) : Json.bytes(problem);
        writer.write(new String(bytes, StandardCharsets.UTF_8));
        response.finishResponse();
      }
    } catch (IOException e) {
      log.debug("Nobody listens to an error any more", e);
    }
  }
}
