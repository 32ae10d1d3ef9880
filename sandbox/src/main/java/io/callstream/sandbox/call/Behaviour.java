package io.callstream.sandbox.call;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a number does, by its last two digits (CONTRACT.md, "Sandbox"). */
public enum Behaviour {
  NO_ANSWER(20, Reply.ACCEPT, Story.NO_ANSWER, Delivery.ONCE),
  BUSY(21, Reply.ACCEPT, Story.BUSY, Delivery.ONCE),
  DECLINED(22, Reply.ACCEPT, Story.DECLINED, Delivery.ONCE),
  VOICEMAIL(23, Reply.ACCEPT, Story.VOICEMAIL, Delivery.ONCE),
  INVALID_DESTINATION(24, Reply.ACCEPT, Story.INVALID_DESTINATION, Delivery.ONCE),
  DIAL_FAILED(25, Reply.ACCEPT, Story.DIAL_FAILED, Delivery.ONCE),
  FAILS_IN_MID_CALL(26, Reply.ACCEPT, Story.BROKEN, Delivery.ONCE),
  ANSWER_CUT(30, Reply.CUT, Story.TALK, Delivery.ONCE),
  ANSWER_CUT_AND_SILENT(31, Reply.CUT, Story.TALK, Delivery.NONE),
  THROTTLED_ONCE(40, Reply.THROTTLE_ONCE, Story.TALK, Delivery.ONCE),
  FAILS_WITHOUT_RINGING(41, Reply.FAIL, Story.TALK, Delivery.ONCE),
  FAILS_BUT_RINGS(42, Reply.FAIL_BUT_RING, Story.TALK, Delivery.ONCE),
  REFUSED(43, Reply.REFUSE, Story.TALK, Delivery.ONCE),
  WEBHOOKS_TWICE(50, Reply.ACCEPT, Story.TALK, Delivery.TWICE),
  WEBHOOKS_LATE(51, Reply.ACCEPT, Story.TALK, Delivery.LATE),
  WEBHOOKS_OUT_OF_ORDER(52, Reply.ACCEPT, Story.TALK, Delivery.BACKWARDS),
  WEBHOOKS_MISSING(53, Reply.ACCEPT, Story.TALK, Delivery.NONE),
  /** No number's: a browser joins in time, or nobody does. */
  WEB_CALL(-2, Reply.ACCEPT, Story.WEB_CALL, Delivery.ONCE),
  /** No number's: somebody else's telephony connects in time, or nobody does. */
  REGISTERED_CALL(-3, Reply.ACCEPT, Story.REGISTERED_CALL, Delivery.ONCE),
  /** Every other number answers, talks and hangs up. */
  ANSWERS(-1, Reply.ACCEPT, Story.TALK, Delivery.ONCE);

  /** What is said to the create. */
  public enum Reply {
    /** 201, and it rings. */
    ACCEPT,
    /** It rings, and the connection is cut without an answer. */
    CUT,
    /** 429 the first time for a number, then as {@link #ACCEPT}. */
    THROTTLE_ONCE,
    /** 500, and nothing rings. */
    FAIL,
    /** 500, but it rings. */
    FAIL_BUT_RING,
    /** 422, and nothing rings. */
    REFUSE
  }

  /** How a call's webhooks are sent. */
  public enum Delivery {
    ONCE,
    TWICE,
    /** Each a minute late. */
    LATE,
    /** All after the analysis, the last one first. */
    BACKWARDS,
    NONE
  }

  private static final Map<Integer, Behaviour> BY_DIGITS =
      Arrays.stream(values())
          .collect(Collectors.toMap(behaviour -> behaviour.digits, Function.identity()));

  private final int digits;
  private final Reply reply;
  private final Story story;
  private final Delivery delivery;

  Behaviour(int digits, Reply reply, Story story, Delivery delivery) {
    this.digits = digits;
    this.reply = reply;
    this.story = story;
    this.delivery = delivery;
  }

  /** The behaviour of a number in E.164. */
  public static Behaviour of(String number) {
    int digits = Integer.parseInt(number.substring(number.length() - 2));
    return BY_DIGITS.getOrDefault(digits, ANSWERS);
  }

  public Reply reply() {
    return reply;
  }

  Story story() {
    return story;
  }

  Delivery delivery() {
    return delivery;
  }
}
