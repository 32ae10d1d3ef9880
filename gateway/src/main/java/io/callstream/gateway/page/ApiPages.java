package io.callstream.gateway.page;

import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The API's description for people; the page reads {@code /openapi.json} and holds nothing. */
@RestController
final class ApiPages {

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self';"
          + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

  private final PageFile page = file("openapi.html");
  private final PageFile script = file("openapi.js");
  private final PageFile style = file("openapi.css");

  @GetMapping("/openapi.html")
  ResponseEntity<Object> page(HttpServletResponse response) {
    return answer(page, response);
  }

  @GetMapping("/openapi.js")
  ResponseEntity<Object> script(HttpServletResponse response) {
    return answer(script, response);
  }

  @GetMapping("/openapi.css")
  ResponseEntity<Object> style(HttpServletResponse response) {
    return answer(style, response);
  }

  private static PageFile file(String name) {
    return PageFile.read(name)
        .orElseThrow(() -> new IllegalStateException(name + " is in every build"));
  }

  private static ResponseEntity<Object> answer(PageFile file, HttpServletResponse response) {
    // The answer's own would come beside the doorkeeper's.
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    return ResponseEntity.ok().contentType(file.type()).eTag(file.tag()).body(file.content());
  }
}
