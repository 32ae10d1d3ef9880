package io.callstream.sandbox.call;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A create that was understood. */
public sealed interface CallRequest {

  /** Null leaves it to the number's own. */
  @Nullable String agentId();

  /** Of the agent; null leaves it to Retell. */
  @Nullable Integer agentVersion();

  /** As it came. */
  @Nullable ObjectNode metadata();

  /** The agent's dynamic variables. */
  @Nullable ObjectNode variables();

  /** The same, with other metadata. */
  CallRequest withMetadata(ObjectNode other);

  /**
   * A phone is to ring.
   *
   * @param toNumber E.164
   */
  record Phone(
      String fromNumber,
      String toNumber,
      @Nullable String agentId,
      @Nullable Integer agentVersion,
      @Nullable ObjectNode metadata,
      @Nullable ObjectNode variables)
      implements CallRequest {

    @Override
    public CallRequest withMetadata(ObjectNode other) {
      return new Phone(fromNumber, toNumber, agentId, agentVersion, other, variables);
    }
  }

  /**
   * A browser is to join.
   *
   * @param accessToken what it joins with
   */
  record Web(
      String agentId,
      @Nullable Integer agentVersion,
      @Nullable ObjectNode metadata,
      @Nullable ObjectNode variables,
      String accessToken)
      implements CallRequest {

    @Override
    public CallRequest withMetadata(ObjectNode other) {
      return new Web(agentId, agentVersion, other, variables, accessToken);
    }
  }

  /**
   * Somebody else's telephony dials by itself and connects to the agent.
   *
   * @param direction {@code inbound} or {@code outbound}
   */
  record Registered(
      String agentId,
      @Nullable Integer agentVersion,
      @Nullable String fromNumber,
      @Nullable String toNumber,
      String direction,
      @Nullable ObjectNode metadata,
      @Nullable ObjectNode variables)
      implements CallRequest {

    @Override
    public CallRequest withMetadata(ObjectNode other) {
      return new Registered(
          agentId, agentVersion, fromNumber, toNumber, direction, other, variables);
    }
  }
}
