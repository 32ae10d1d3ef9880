package io.callstream.dispatcher.ledger;

import io.callstream.contracts.CallCommand.WebCallMade;
import io.callstream.contracts.Json;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Web calls in {@code dispatch.calls} and {@code dispatch.dials}. Where a phone call has its number
 * each has a line of its own, so that none ever waits for another, and no number is ever taken for
 * called.
 */
final class WebBook {

  private final JdbcClient database;

  WebBook(JdbcClient database) {
    this.database = database;
  }

  /** The line of a web call; no telephone number begins so. */
  static String line(WebCallMade call) {
    return "web:" + call.callId();
  }

  /**
   * Takes a web call in: in flight from the start, so that no gate ever looks at it.
   *
   * @return false when it was there already
   */
  boolean addCall(WebCallMade call) {
    return database
            .sql(
                """
                insert into dispatch.calls (call_id, request_id, to_number, from_number, agent_id,
                  variables, metadata, requested_at, due_at, expires_at, state)
                values (:call, :request, :line, 'web', :agent, :variables::json, :metadata::json,
                  :requested, :requested, :expires, 'in_flight')
                on conflict do nothing
                """)
            .param("call", call.callId())
            .param("request", call.requestId())
            .param("line", line(call))
            .param("agent", call.agentId())
            .param("variables", Json.mapper().writeValueAsString(call.variables()))
            .param("metadata", Json.mapper().writeValueAsString(call.metadata()))
            .param("requested", SqlTimes.at(call.requestedAt()))
            .param("expires", SqlTimes.at(call.joinBefore()))
            .update()
        == 1;
  }

  /** The dial of a web call, which Retell has placed already. */
  void addDial(WebCallMade call, Instant askAt) {
    database
        .sql(
            """
            insert into dispatch.dials (dial_id, call_id, request_id, to_number, state, gate_at,
              lease_until, retell_call_id, placed_at, ask_at)
            values (:dial, :call, :request, :line, 'placed', :requested, :requested, :retell,
              clock_timestamp(), :ask)
            """)
        .param("dial", call.dialId())
        .param("call", call.callId())
        .param("request", call.requestId())
        .param("line", line(call))
        .param("requested", SqlTimes.at(call.requestedAt()))
        .param("retell", call.retellCallId())
        .param("ask", SqlTimes.at(askAt))
        .update();
  }
}
