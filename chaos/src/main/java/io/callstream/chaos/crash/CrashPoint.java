package io.callstream.chaos.crash;

import java.util.Locale;

/** A place in the services, named by what is done and what is not yet done there. */
public enum CrashPoint {
  // Dispatcher: from the gate to the record.
  GATE_DECIDED("dispatcher", "io.callstream.dispatcher.gate.Gate", "dial", When.EXIT),
  GATE_COMMITTED("dispatcher", "io.callstream.dispatcher.gate.Sender", "send", When.ENTER),
  AT_THE_WIRE("dispatcher", "io.callstream.retell.dial.DialConnection", "send", When.ENTER),
  ANSWERED("dispatcher", "io.callstream.retell.dial.DialConnection", "send", When.EXIT),
  BEFORE_RECORD("dispatcher", "io.callstream.dispatcher.ledger.Ledger", "answered", When.ENTER),
  RECORDED("dispatcher", "io.callstream.dispatcher.ledger.Ledger", "answered", When.EXIT),
  // Projector: in a batch's transaction.
  BATCH_READ("projector", "io.callstream.projector.Projection", "handle", When.ENTER),
  ROWS_WRITTEN("projector", "io.callstream.projector.readmodel.ReadModel", "fold", When.EXIT),
  BATCH_UNCOMMITTED("projector", "io.callstream.projector.Projection", "handle", When.EXIT),
  // The relay's leader, a dispatcher or a projector: around Kafka's commit.
  UNPUBLISHED(CrashPoint.RELAY, "io.callstream.outbox.Publisher", "transact", When.ENTER),
  PUBLISHED(CrashPoint.RELAY, "io.callstream.outbox.Publisher", "transact", When.EXIT),
  // Gateway: before the commit, and done but not answered.
  REQUEST_INSERTED("gateway", "io.callstream.gateway.request.Requests", "insert", When.EXIT),
  REQUEST_STORED("gateway", "io.callstream.gateway.call.Placing", "store", When.EXIT),
  WEBHOOK_WRITTEN("gateway", "io.callstream.gateway.webhook.WebhookLog", "write", When.EXIT);

  /** In place of a service: whichever instance publishes the outbox just then. */
  static final String RELAY = "relay";

  /** Before the method does anything, or after it has done all, unless it throws. */
  public enum When {
    ENTER,
    EXIT
  }

  private final String service;
  private final String className;
  private final String method;
  private final When when;

  CrashPoint(String service, String className, String method, When when) {
    this.service = service;
    this.className = className;
    this.method = method;
    this.when = when;
  }

  /** Which service it is in, or {@link #RELAY}. */
  public String service() {
    return service;
  }

  /** Whether an instance, by its name, may come there. */
  public boolean isIn(String part) {
    return service.equals(RELAY)
        ? part.startsWith("dispatcher") || part.startsWith("projector")
        : part.startsWith(service);
  }

  public String className() {
    return className;
  }

  public String method() {
    return method;
  }

  public When when() {
    return when;
  }

  /** {@code gate-committed}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
