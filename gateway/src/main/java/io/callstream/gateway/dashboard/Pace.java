package io.callstream.gateway.dashboard;

import io.callstream.gateway.database.Neighbours;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How many calls were dialled in the last minute, as the dispatcher counts them. */
@Component
final class Pace {

  private static final Duration LATELY = Duration.ofMinutes(1);

  private final JdbcClient jdbc;
  private final InstantSource clock;

  Pace(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Of whatever campaign, or none. */
  long ofAll() {
    return Neighbours.ask(
        () ->
            jdbc.sql("select dispatch.dialled_since(:since)")
                .param("since", since())
                .query(Long.class)
                .single(),
        0L);
  }

  /** Of one campaign. */
  long of(UUID campaign) {
    return Neighbours.ask(
        () ->
            jdbc.sql("select dispatch.campaign_dialled_since(:campaign, :since)")
                .param("campaign", campaign)
                .param("since", since())
                .query(Long.class)
                .single(),
        0L);
  }

  private OffsetDateTime since() {
    return clock.instant().minus(LATELY).atOffset(ZoneOffset.UTC);
  }
}
