package io.callstream.gateway.call;

import io.callstream.contracts.CallCommand;
import io.callstream.gateway.request.Requests;
import io.callstream.gateway.web.Storable;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Calls as the API shows them: the read model's rows, before that the gateway's own requests, and
 * over both what is in force already: a withdrawal, a hold.
 */
@Component
public final class Calls {

  static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final ReadModel readModel;
  private final Requests requests;
  private final Holds holds;
  private final InstantSource clock;

  Calls(ReadModel readModel, Requests requests, Holds holds, InstantSource clock) {
    this.readModel = readModel;
    this.requests = requests;
    this.holds = holds;
    this.clock = clock;
  }

  /**
   * A page of a list.
   *
   * @param nextCursor null on the last page
   */
  public record Page(List<ObjectNode> items, @Nullable String nextCursor) {}

  /** What is known of a call, oldest first. */
  public record Timeline(List<ObjectNode> items) {}

  /** The detail view; {@code id} is ours or Retell's. */
  public Optional<ObjectNode> detail(String id) {
    return byEitherId(id, this::view);
  }

  /** A call's timeline; {@code id} is ours or Retell's. */
  public Optional<Timeline> timeline(String id) {
    return byEitherId(id, this::items).map(Timeline::new);
  }

  /** One page of calls. */
  public Page list(CallFilter filter) {
    var found = readModel.page(filter);
    boolean more = found.size() > filter.limit();
    var shown = more ? found.subList(0, filter.limit()) : found;
    var items = shown.stream().map(ReadModel.Listed::row).toList();
    holds.setOn(items);
    return new Page(items, more ? shown.getLast().place().write() : null);
  }

  private <T> Optional<T> byEitherId(String id, Function<UUID, Optional<T>> find) {
    if (!Storable.isStorable(id)) {
      return Optional.empty();
    }
    var ours =
        UUID_FORM.matcher(id).matches() ? Optional.of(UUID.fromString(id)) : Optional.<UUID>empty();
    return ours.flatMap(find)
        .or(() -> readModel.callIdOf(id).flatMap(find))
        .or(() -> requests.webCall(id).flatMap(find));
  }

  private Optional<ObjectNode> view(UUID callId) {
    return readModel
        .call(callId)
        .map(this::upToDate)
        .or(() -> requests.find(callId).map(this::requested));
  }

  private ObjectNode upToDate(ObjectNode row) {
    holds.setOn(List.of(row));
    var requestId = row.path("request_id");
    if (requestId.isString()) {
      requests.find(UUID.fromString(requestId.stringValue())).ifPresent(own -> addOwn(row, own));
    }
    return row;
  }

  private ObjectNode requested(Requests.Stored own) {
    var view = RequestedCall.view(own.command());
    holds.setOn(List.of(view));
    addOwn(view, own);
    RequestedCall.leaveTimeToBeTaken(view, own.command(), clock.instant());
    return view;
  }

  /** What only we know until the projector and the dispatcher have read the request. */
  private void addOwn(ObjectNode view, Requests.Stored own) {
    RequestedCall.addUnread(view, own.command());
    if (own.command() instanceof CallCommand.PlaceCall phoneCall) {
      RequestedCall.holdUntilDue(view, phoneCall, clock.instant());
    }
    if (own.withdrawnAt() != null) {
      RequestedCall.withdrawn(view, own.withdrawnAt());
    }
  }

  private Optional<List<ObjectNode>> items(UUID callId) {
    var items = readModel.timeline(callId);
    return items.isEmpty()
        ? requests.find(callId).map(own -> List.of(RequestedCall.requestedItem(own.command())))
        : Optional.of(items);
  }
}
