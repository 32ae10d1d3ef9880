package io.callstream.gateway;

import java.util.Map;

/** What the container allows a client; what bodies may be stands in {@code web.BodyLimits}. */
final class HttpLimits {

  static final Map<String, Object> PROPERTIES =
      Map.ofEntries(
          // Every connection is at most one request at work.
          Map.entry("server.tomcat.max-connections", "1024"),
          Map.entry("server.tomcat.accept-count", "256"),
          // For the next byte of a request, headers and body alike.
          Map.entry("server.tomcat.connection-timeout", "5s"),
          Map.entry("server.tomcat.keep-alive-timeout", "30s"),
          Map.entry("server.max-http-request-header-size", "16KB"),
          // Bodies too large are drained by BodyReader, which has a deadline.
          Map.entry("server.tomcat.max-swallow-size", "64KB"),
          Map.entry("spring.servlet.multipart.enabled", "false"),
          Map.entry("spring.mvc.formcontent.filter.enabled", "false"),
          Map.entry("spring.web.resources.add-mappings", "false"),
          // Of the pages' scripts alone: nothing secret is compressed.
          Map.entry("server.compression.enabled", "true"),
          Map.entry("server.compression.mime-types", "text/javascript,text/css"),
          // Anybody can ask for what is not there; that is counted, not logged.
          Map.entry("logging.level.org.springframework.web.servlet.PageNotFound", "off"));

  private HttpLimits() {}
}
