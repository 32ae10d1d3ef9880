package io.callstream.dispatcher;

import io.callstream.dispatcher.guard.RestoreGuard;
import io.callstream.dispatcher.ledger.Alerts;
import io.callstream.dispatcher.ledger.ControlLocks;
import io.callstream.dispatcher.ledger.Ledger;
import io.callstream.dispatcher.ledger.Questions;
import io.callstream.dispatcher.ledger.RequestBook;
import io.callstream.dispatcher.ledger.Signals;
import io.callstream.outbox.Outbox;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The ledger and what writes to it, all on one pool. */
record LedgerParts(
    JdbcClient database,
    Ledger ledger,
    RequestBook requests,
    Questions questions,
    ControlLocks control,
    Signals signals,
    RestoreGuard guard,
    TransactionTemplate transactions,
    Alerts alerts) {

  static LedgerParts on(DataSource pool, DispatcherSettings settings, Alerts alerts) {
    var database = JdbcClient.create(pool);
    var transaction = transactions(pool);
    var signals = new Signals(database, new Outbox(database), UUID::randomUUID);
    var guard =
        new RestoreGuard.Settings(
            settings.installation(), settings.waits().ringMax(), UUID::randomUUID);
    return new LedgerParts(
        database,
        new Ledger(database, transaction, signals, settings.waits(), settings.line(), alerts),
        new RequestBook(database, transaction, signals, settings.waits()),
        new Questions(database, settings.waits()),
        new ControlLocks(database),
        signals,
        new RestoreGuard(database, transaction, signals, alerts, guard),
        transaction,
        alerts);
  }

  static TransactionTemplate transactions(DataSource pool) {
    return new TransactionTemplate(new JdbcTransactionManager(pool));
  }
}
