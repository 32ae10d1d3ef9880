package io.callstream.bench.dispatcher;

import io.callstream.bench.RunFolder;
import io.callstream.bench.Server;
import io.callstream.bench.Services;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Dispatchers on one ledger, as processes. */
record Dispatchers(List<Server> servers) implements AutoCloseable {

  static final String API_KEY = "bench-key";

  private static final List<String> HEAP = List.of("-Xmx512m");

  /**
   * How fast they may dial.
   *
   * @param perSecond {@code DIAL_PER_SECOND}
   * @param unanswered {@code DIAL_UNANSWERED}
   */
  record Limits(int perSecond, int unanswered) {}

  /** Starts so many, and waits until each is ready. */
  static Dispatchers start(
      int processes, Services services, StandIn retell, Limits limits, String name) {
    var started = new ArrayList<Server>();
    for (int n = 1; n <= processes; n++) {
      started.add(
          services.start(
              name + "-" + n, RunFolder.jars().dispatcher(), HEAP, settings(retell, limits)));
    }
    return new Dispatchers(List.copyOf(started));
  }

  private static Map<String, String> settings(StandIn retell, Limits limits) {
    var settings = new HashMap<String, String>();
    settings.put("RETELL_BASE_URL", retell.address().toString());
    settings.put("RETELL_API_KEY", API_KEY);
    settings.put("CALLSTREAM_INSTALLATION", "bench");
    settings.put("DIAL_PER_SECOND", String.valueOf(limits.perSecond()));
    settings.put("DIAL_UNANSWERED", String.valueOf(limits.unanswered()));
    // Nobody hangs up, and nobody is to be asked whether they have.
    settings.put("CALL_ASK_FIRST", "2h");
    settings.put("CALL_ASK_MAX", "2h");
    return settings;
  }

  /** The first of them, or the only one. */
  Server first() {
    return servers.getFirst();
  }

  @Override
  public void close() {
    servers.forEach(server -> server.process().destroy());
    servers.forEach(Server::close);
  }
}
