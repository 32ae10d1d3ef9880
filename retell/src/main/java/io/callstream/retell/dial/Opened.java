package io.callstream.retell.dial;

/** Whether a connection to Retell stands. */
public sealed interface Opened permits Opened.Ready, Opened.Unreachable {

  /** TCP and TLS are up, nothing has been said. To be closed when it is not used. */
  record Ready(DialConnection connection) implements Opened {}

  /** No connection, so nobody was called (MECHANISMS.md B5). */
  record Unreachable(String cause) implements Opened {}
}
