package io.callstream.gateway.provider;

import io.callstream.gateway.web.News;
import io.callstream.retell.pass.PassAnswer;
import io.callstream.retell.pass.RetellPass;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Asks Retell on behalf of a caller who waits for the answer; each request is sent once. */
@Component
public final class Provider implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Provider.class);

  /** Callers wait for it: a token lives 30 seconds. */
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final Optional<RetellPass> retell;
  private final MeterRegistry meters;
  private final News news;

  Provider(RetellAccess access, MeterRegistry meters, InstantSource clock) {
    this.news = new News(clock);
    this.retell = access.account().map(account -> new RetellPass(account, LIMIT));
    this.meters = meters;
  }

  /**
   * Sends one request, and counts what came of it.
   *
   * @param route path and query of Retell's, encoded; none that makes phones ring
   */
  public PassAnswer ask(String method, String route, @Nullable JsonNode body) {
    var answer =
        retell
            .map(pass -> pass.send(method, route, body))
            .orElseGet(() -> new PassAnswer.Unavailable(false, "RETELL_API_KEY is not set"));
    count(answer);
    if (answer instanceof PassAnswer.Unavailable none && news.isNews("unavailable")) {
      log.atWarn()
          .addKeyValue("cause", none.cause())
          .log("Retell could not be asked; more of it is counted, not logged, for a minute");
    }
    return answer;
  }

  /** A text as one part of a route. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    retell.ifPresent(RetellPass::close);
  }

  private void count(PassAnswer answer) {
    var outcome =
        switch (answer) {
          case PassAnswer.Done _ -> "done";
          case PassAnswer.Refused _ -> "refused";
          case PassAnswer.Unavailable _ -> "unavailable";
        };
    meters.counter("callstream.gateway.provider", "outcome", outcome).increment();
  }
}
