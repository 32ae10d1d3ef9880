package io.callstream.gateway.openapi;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the API's description, which is written by hand and held to the routes by a test. */
@RestController
final class OpenApiController {

  private static final Resource DOCUMENT = new ClassPathResource("openapi.json");

  /** OpenAPI 3.1. */
  @GetMapping("/openapi.json")
  ResponseEntity<Resource> document() {
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(DOCUMENT);
  }
}
