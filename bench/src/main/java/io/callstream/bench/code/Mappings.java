package io.callstream.bench.code;

import io.callstream.contracts.CallStatus;
import io.callstream.projector.fold.CallRow;
import io.callstream.projector.fold.Signal;
import io.callstream.projector.fold.StatusMapping;
import io.callstream.retell.CallOrigin;
import io.callstream.retell.ending.Ending;
import io.callstream.retell.webhook.WebhookEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** From what Retell said of a call to its status: start, end and analysis of one call at a time. */
@State(Scope.Thread)
public class Mappings {

  private static final int SIGNALS = 3;
  private static final Instant AT = Instant.parse("2026-11-21T12:00:00Z");
  private static final UUID CALL_ID = new UUID(0, 1);

  @Param("2048")
  int bytes;

  private List<List<Signal.Said>> calls = List.of();
  private int next;

  @Setup
  public void read() {
    calls = new Samples(bytes).lives().stream().map(Mappings::signals).toList();
    var status = fold().standing().status();
    if (status != CallStatus.COMPLETED || lastWord() != status) {
      throw new IllegalStateException("a call that ended is " + status);
    }
  }

  /** As the projector does it: what is known of each column, then the status of all of it. */
  @Benchmark
  @OperationsPerInvocation(SIGNALS)
  public CallRow fold() {
    var row = StatusMapping.unknown(CALL_ID);
    for (var signal : next()) {
      row = StatusMapping.next(row, signal);
    }
    return row;
  }

  /** As a plain route does it: the last word is the status, whatever came before. */
  @Benchmark
  @OperationsPerInvocation(SIGNALS)
  public CallStatus lastWord() {
    var status = CallStatus.INITIATED;
    for (var signal : next()) {
      var said = Ending.of(signal.event(), signal.call()).status();
      status = said == null ? status : said;
    }
    return status;
  }

  private List<Signal.Said> next() {
    next = (next + 1) % Samples.BODIES;
    return calls.get(next);
  }

  private static List<Signal.Said> signals(List<byte[]> life) {
    return IntStream.range(0, SIGNALS).mapToObj(n -> signal(life.get(n), n)).toList();
  }

  /** The later the greater its digest, which is all that tells two of one time apart. */
  private static Signal.Said signal(byte[] body, int n) {
    if (!(WebhookEvent.parse(body) instanceof WebhookEvent.OfCall of)) {
      throw new IllegalStateException("a webhook cannot be read");
    }
    var origin = CallOrigin.of(of.call(), Samples.INSTALLATION).orElseThrow();
    var names = new Signal.Names(origin.callId(), origin.requestId(), of.call().callId());
    return new Signal.Said(
        names,
        of.event(),
        of.call(),
        of.beside(),
        AT.plusSeconds(n),
        Integer.toString(n).repeat(64));
  }
}
