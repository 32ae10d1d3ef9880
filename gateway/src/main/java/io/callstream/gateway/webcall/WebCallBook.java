package io.callstream.gateway.webcall;

import io.callstream.contracts.CallCommand.WebCallMade;
import io.callstream.contracts.Json;
import io.callstream.gateway.dialling.Switches;
import io.callstream.gateway.request.RequestMessages;
import io.callstream.gateway.request.Requests;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes known what Retell has made: the request and its message, in one transaction. */
@Component
class WebCallBook {

  private static final Logger log = LoggerFactory.getLogger(WebCallBook.class);

  private final Switches switches;
  private final Requests requests;
  private final RequestMessages messages;
  private final TransactionTemplate transaction;

  WebCallBook(
      Switches switches,
      Requests requests,
      RequestMessages messages,
      TransactionTemplate transaction) {
    this.switches = switches;
    this.requests = requests;
    this.messages = messages;
    this.transaction = transaction;
  }

  /** What became of it here. */
  sealed interface Entry {

    /** It is known; under other ids than ours when Retell's id was known already. */
    record Known(WebCallMade call) implements Entry {}

    /** All dialling was stopped meanwhile: it is known, and stopped as soon as it can be. */
    record Stopped() implements Entry {}

    /** The database does not take it: nobody may join what nobody knows. */
    record Lost() implements Entry {}
  }

  /** Whether no web call may be made. */
  boolean stopped() {
    return switches.stopped();
  }

  /** Stores a web call; once more when the first time fails, since Retell has made it already. */
  Entry enter(WebCallMade call) {
    return tried(call).or(() -> tried(call)).orElseGet(Entry.Lost::new);
  }

  private Optional<Entry> tried(WebCallMade call) {
    try {
      return Optional.of(Objects.requireNonNull(transaction.execute(_ -> stored(call))));
    } catch (DataAccessException | TransactionException e) {
      log.atWarn()
          .addKeyValue("call_id", call.callId())
          .setCause(e)
          .log("A web call that Retell has made could not be stored");
      return Optional.empty();
    }
  }

  private Entry stored(WebCallMade call) {
    boolean stopped = switches.stoppedUnderLock();
    var value = Json.bytes(call);
    if (!requests.insert(call, value)) {
      return new Entry.Known(earlier(call));
    }
    messages.place(call.requestId(), value);
    if (stopped) {
      requests.askStop(call.requestId(), call.createdBy());
      return new Entry.Stopped();
    }
    return new Entry.Known(call);
  }

  private WebCallMade earlier(WebCallMade call) {
    return requests
        .webCall(call.retellCallId())
        .flatMap(requests::find)
        .map(own -> (WebCallMade) own.command())
        .orElseThrow();
  }
}
