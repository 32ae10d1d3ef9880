package io.callstream.gateway.dialling;

import io.callstream.gateway.database.Neighbours;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the dispatcher shows of its line and its restore guard. */
@Component
public final class DispatcherLine {

  private final JdbcClient jdbc;

  DispatcherLine(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The guard as the dispatcher sees it; {@code id} is what a release names. */
  public record SeenGuard(@Nullable UUID id, Dialling.Guard guard) {}

  /** Whether the line to Retell is open. */
  public Dialling.Line line() {
    return Neighbours.ask(
            () ->
                jdbc.sql("select open, reason from dispatch.api_line")
                    .query(Dialling.Line.class)
                    .optional(),
            Optional.<Dialling.Line>empty())
        .orElse(Dialling.OPEN);
  }

  /** The restore guard. */
  public SeenGuard guard() {
    return Neighbours.ask(
            () ->
                jdbc.sql("select guard_id, shut, reason, releasable from dispatch.api_guard")
                    .query((row, n) ->
                        new SeenGuard(
                            row.getObject("guard_id", UUID.class),
                            new Dialling.Guard(
                                row.getBoolean("shut"),
                                row.getString("reason"),
                                row.getBoolean("releasable"))))
                    .optional(),
            Optional.<SeenGuard>empty())
        .orElse(new SeenGuard(null, Dialling.NO_GUARD));
  }
}
