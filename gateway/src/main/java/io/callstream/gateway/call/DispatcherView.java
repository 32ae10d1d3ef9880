package io.callstream.gateway.call;

import io.callstream.gateway.database.Neighbours;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far the dispatcher is with a request. */
@Component
final class DispatcherView {

  private static final String REQUEST_STATE = "dispatch.request_state(uuid)";

  private static final int BATCH = 100;

  private final JdbcClient jdbc;

  DispatcherView(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** What cancelling has to know. */
  enum State {
    /** No dial of it has left, nor will one that has not been let through yet. */
    NOT_DIALLED,
    /** It is dialled, or may be. */
    DIALLED,
    /** Nothing of it is open, nor will be. */
    DONE
  }

  /** To be asked inside the transaction that holds the request's lock, after taking it. */
  State of(UUID requestId) {
    // A dispatcher that has never been there has dialled nothing; asking it would end the
    // transaction.
    return isThere()
        ? ask(requestId).map(DispatcherView::state).orElse(State.NOT_DIALLED)
        : State.NOT_DIALLED;
  }

  /** Requests whose stop was asked for, and which have come back to waiting; some of them. */
  List<UUID> stoppedAndNotDialled() {
    if (!isThere()) {
      return List.of();
    }
    return jdbc.sql(
            """
            select r.request_id
              from gateway.requests r cross join lateral dispatch.request_state(r.request_id) s
             where r.stop_asked_at is not null and r.withdrawn_at is null and r.ended_at is null
               and s.state = 'waiting'
             limit :batch
            """)
        .param("batch", BATCH)
        .query((row, _) -> row.getObject("request_id", UUID.class))
        .list();
  }

  private boolean isThere() {
    return jdbc.sql(Neighbours.IS_THERE)
        .param("function", REQUEST_STATE)
        .query(Boolean.class)
        .single();
  }

  /** The newest attempt of a request, as far as the dispatcher knows it. */
  Optional<UUID> newestCall(UUID requestId) {
    return isThere()
        ? jdbc.sql("select call_id from dispatch.request_state(:id)")
            .param("id", requestId)
            .query(UUID.class)
            .optional()
        : Optional.empty();
  }

  private Optional<String> ask(UUID requestId) {
    return jdbc.sql("select state from dispatch.request_state(:id)")
        .param("id", requestId)
        .query(String.class)
        .optional();
  }

  private static State state(String name) {
    return switch (name) {
      case "waiting" -> State.NOT_DIALLED;
      case "dialling", "unknown", "live" -> State.DIALLED;
      case "done" -> State.DONE;
      default ->
          throw new IllegalStateException("The dispatcher knows a state that we do not: " + name);
    };
  }
}
