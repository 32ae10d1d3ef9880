package io.callstream.gateway.stats;

import io.callstream.gateway.web.Problem;
import io.callstream.gateway.web.Query;
import io.callstream.gateway.web.QueryParameters;
import java.time.InstantSource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** Figures over calls. */
@RestController
final class StatsController {

  private final RollUps rollUps;
  private final InstantSource clock;

  StatsController(RollUps rollUps, InstantSource clock) {
    this.rollUps = rollUps;
    this.clock = clock;
  }

  /** Of the last 24 hours unless told. */
  @GetMapping(path = "/api/v1/calls/stats", produces = MediaType.APPLICATION_JSON_VALUE)
  @QueryParameters({"since", "until", "agent_id", "campaign_id"})
  ResponseEntity<Object> stats(@RequestAttribute(Query.ATTRIBUTE) Query query) {
    return switch (StatsFilter.read(query, clock.instant())) {
      case StatsFilter.Reading.Wanted wanted -> ResponseEntity.ok(rollUps.stats(wanted.filter()));
      case StatsFilter.Reading.Wrong wrong -> Problem.badRequest(wrong.errors()).answer();
    };
  }
}
