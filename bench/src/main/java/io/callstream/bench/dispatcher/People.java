package io.callstream.bench.dispatcher;

import io.callstream.bench.Campaign;
import io.callstream.bench.Database;
import io.callstream.bench.Gateway;
import java.sql.SQLException;
import java.time.Instant;

/** The people of one campaign, as the dispatcher's ledger has them and what became of each. */
record People(Database database, String campaign) {

  private static final String WAIT =
      """
      insert into dispatch.campaigns (campaign_id) values (':campaign');
      insert into dispatch.numbers (number)
      select '+1212' || (2000000 + n) from generate_series(1, :people) as n;
      insert into dispatch.calls (call_id, request_id, campaign_id, to_number, from_number,
          variables, metadata, requested_at, due_at, expires_at)
      select id, id, ':campaign', '+1212' || (2000000 + n), ':from', '{"name": "Ada"}',
             '{"order": 7}', now(), now() - interval '1 hour' + n * interval '1 ms',
             now() + interval '1 day'
        from (select n, gen_random_uuid() as id from generate_series(1, :people) as n) as people
      """;

  private static final String AT_THE_GATE =
      """
      select (extract(epoch from gate_at) * 1000000)::bigint from dispatch.dials
       where gate_at >= ':from' and gate_at < ':to'
      """;

  /** Makes a running campaign, by the gateway itself. */
  static People of(Database database, Gateway gateway) {
    var campaign = Campaign.make(gateway, "bench");
    campaign.start();
    return new People(database, campaign.id());
  }

  /** Lets so many wait, all due. */
  void enter(int people) throws SQLException {
    database.run(
        WAIT.replace(":campaign", campaign)
            .replace(":people", Integer.toString(people))
            .replace(":from", Campaign.FROM_NUMBER));
    database.run("vacuum (analyze) dispatch.calls, dispatch.numbers");
    database.run("checkpoint");
  }

  /** When the gate let each of that time through, by its own clock. */
  Moments atTheGate(Instant from, Instant to) throws SQLException {
    var rows =
        database.rows(AT_THE_GATE.replace(":from", from.toString()).replace(":to", to.toString()));
    return Moments.of(rows.stream().mapToLong(row -> Long.parseLong(row[0])));
  }

  /** Calls that go on at Retell. */
  long open() throws SQLException {
    return count("dispatch.dials where state = 'placed'");
  }

  long waiting() throws SQLException {
    return count("dispatch.calls where state = 'waiting'");
  }

  /** Dials that were neither placed nor never sent. */
  long wrong() throws SQLException {
    return count("dispatch.dials where state not in ('placed', 'not_sent')");
  }

  /** Dials that were given up before they were sent; their people are called later. */
  long notSent() throws SQLException {
    return count("dispatch.dials where state = 'not_sent'");
  }

  private long count(String what) throws SQLException {
    return database.number("select count(*) from " + what);
  }
}
