package io.callstream.gateway.page;

import io.callstream.gateway.web.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * The pages that join web calls with Retell's official Web SDK. They hold nothing secret and are
 * open to all: what joins a call is its token, and what makes one is the key that a person types.
 */
@RestController
final class WebCallPages {

  private static final Logger log = LoggerFactory.getLogger(WebCallPages.class);

  /** Made by the build with npm; without it no page works. */
  private static final String SDK = "retell-sdk.js";

  private static final String JOIN = "web-call.html";
  private static final String STANDALONE = "web-call-test.html";
  private static final List<String> FILES =
      List.of(
          JOIN,
          STANDALONE,
          SDK,
          "callstream.js",
          "joining.js",
          "transcript.js",
          "web-call.css",
          "web-call.js",
          "words.js");

  /**
   * Nothing inline, nothing from elsewhere, and speech with the media servers that Retell's SDK is
   * built with: it asks one for the nearest, over https, and talks to that one.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:;"
          + " connect-src 'self' https://*.livekit.cloud wss://*.livekit.cloud;"
          + " media-src blob: mediastream:; form-action 'none'; base-uri 'none';"
          + " frame-ancestors 'none'";

  private final Map<String, PageFile> files = new TreeMap<>();

  WebCallPages() {
    FILES.forEach(name -> PageFile.read(name).ifPresent(file -> files.put(name, file)));
    if (!files.containsKey(SDK)) {
      log.warn("This build has no page to join web calls: it was made without npm");
    }
  }

  /** Where {@code web_call_url} points; without what joins in it, makes web calls too. */
  @GetMapping("/dashboard/web-call")
  ResponseEntity<Object> join(HttpServletResponse response) {
    return page(JOIN, response);
  }

  /** Joins by a token that is pasted (seed 003). */
  @GetMapping("/web-call-test.html")
  ResponseEntity<Object> standalone(HttpServletResponse response) {
    return page(STANDALONE, response);
  }

  /** What the pages are made of. */
  @GetMapping("/assets/{file}")
  ResponseEntity<Object> asset(@PathVariable("file") String file, HttpServletResponse response) {
    return file.endsWith(".html") ? missing() : page(file, response);
  }

  private ResponseEntity<Object> page(String name, HttpServletResponse response) {
    return Optional.ofNullable(files.get(name))
        .filter(_ -> files.containsKey(SDK))
        .map(file -> {
          // The answer's own would come beside the doorkeeper's.
          response.setHeader("Content-Security-Policy", POLICY);
          response.setHeader("Permissions-Policy", "microphone=(self), camera=(), geolocation=()");
          response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
          return ResponseEntity.ok()
              .contentType(file.type())
              .eTag(file.tag())
              .<Object>body(file.content());
        })
        .orElseGet(WebCallPages::missing);
  }

  private static ResponseEntity<Object> missing() {
    return Problem.of(
            HttpStatus.NOT_FOUND,
            "Nothing is at this address; the page to join web calls is left out of a build without"
                + " npm")
        .answer();
  }
}
