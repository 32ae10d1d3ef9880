package io.callstream.dispatcher.gate;

import io.callstream.dispatcher.ledger.SqlIds;
import io.callstream.dispatcher.ledger.SqlTimes;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/** Writes down the dials that the gate has decided on; within its transaction. */
final class NewDials {

  private final JdbcClient database;
  private final GateSettings settings;

  NewDials(JdbcClient database, GateSettings settings) {
    this.database = database;
    this.settings = settings;
  }

  /** As dialling, each for the call of the same place. */
  void insert(List<UUID> dialIds, Instant now, List<WaitingCall> chosen) {
    database
        .sql(
            """
            insert into dispatch.dials
              (dial_id, call_id, request_id, to_number, state, gate_at, sender, lease_until, campaign_id)
            select u.dial, u.call, u.request, u.number, 'dialling', :now, :sender, :lease, :campaign
              from unnest(:dials::uuid[], :calls::uuid[], :requests::uuid[], :numbers::text[])
                   u (dial, call, request, number)
            """)
        .param("dials", SqlIds.array(dialIds))
        .param("calls", SqlIds.array(chosen.stream().map(WaitingCall::callId).toList()))
        .param("requests", SqlIds.array(chosen.stream().map(WaitingCall::requestId).toList()))
        .param(
            "numbers",
            new SqlArrayValue("text", chosen.stream().map(WaitingCall::toNumber).toArray()))
        .param("now", SqlTimes.at(now))
        .param("sender", settings.sender())
        .param("lease", SqlTimes.at(now.plus(settings.lease())))
        .param("campaign", chosen.getFirst().campaignId(), Types.OTHER)
        .update();
  }
}
