package io.callstream.schedules;

import io.callstream.dispatcher.rules.CallState;
import io.callstream.dispatcher.rules.DialState;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One moment: what the ledger says, what Retell has really done, and where each dispatcher stands.
 * A row of bytes, copied at each step.
 */
@SuppressWarnings("EnumOrdinal") // The bytes never leave this run.
final class World {

  /** Dispatchers that share the ledger, and requests with one call each. */
  static final int SENDERS = 2;

  static final int CALLS = 2;

  /** A gate has no turn when so many were made. */
  static final int DIALS = 4;

  /** A dial that a wrong gate sends before it commits: the ledger does not know it. */
  static final int UNCOMMITTED = DialState.values().length;

  private static final int NOBODY = 9;
  private static final int CALL_AT = 8;
  private static final int CALL_SIZE = 4;
  private static final int DIAL_AT = CALL_AT + CALLS * CALL_SIZE;
  private static final int DIAL_SIZE = 10;
  private static final int SENDER_AT = DIAL_AT + DIALS * DIAL_SIZE;
  private static final int SENDER_SIZE = 6;
  private static final int SIZE = SENDER_AT + SENDERS * SENDER_SIZE;

  private static final Truth[] TRUTHS = Truth.values();
  private static final Word[] WORDS = Word.values();
  private static final Place[] PLACES = Place.values();
  private static final CallState[] CALL_STATES = CallState.values();
  private static final DialState[] STATES = DialState.values();

  private final byte[] at;

  private World(byte[] at) {
    this.at = at;
  }

  /** Nothing has happened yet; so many faults may. */
  static World with(int faults) {
    var world = new World(new byte[SIZE]);
    world.set(Flag.FAULTS, faults);
    IntStream.range(0, SENDERS).forEach(i -> world.carry(i, NOBODY));
    return world;
  }

  World copy() {
    return new World(at.clone());
  }

  /** 64 well-mixed bits of it (FNV-1a, then the finalizer of MurmurHash3). */
  long print() {
    long hash = 0xcbf29ce484222325L;
    for (byte one : at) {
      hash = (hash ^ one) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return hash ^ (hash >>> 33);
  }

  int get(Flag flag) {
    return at[flag.ordinal()];
  }

  boolean is(Flag flag) {
    return get(flag) != 0;
  }

  void set(Flag flag, int value) {
    at[flag.ordinal()] = (byte) value;
  }

  int call(int call, CallBit bit) {
    return at[CALL_AT + call * CALL_SIZE + bit.ordinal()];
  }

  void call(int call, CallBit bit, int value) {
    at[CALL_AT + call * CALL_SIZE + bit.ordinal()] = (byte) value;
  }

  CallState callState(int call) {
    return CALL_STATES[call(call, CallBit.STATE)];
  }

  void callState(int call, CallState state) {
    call(call, CallBit.STATE, state.ordinal());
  }

  private enum DialByte {
    CALL,
    STATE,
    TRUTH,
    ANSWER,
    KNOWN,
    LATE,
    SHUT,
    THROTTLED,
    CLEARED,
    SENDER
  }

  private int dial(int dial, DialByte field) {
    return at[DIAL_AT + dial * DIAL_SIZE + field.ordinal()];
  }

  private void dial(int dial, DialByte field, int value) {
    at[DIAL_AT + dial * DIAL_SIZE + field.ordinal()] = (byte) value;
  }

  int dials() {
    return get(Flag.DIALS_MADE);
  }

  /** A new dial of a call; in the ledger as dialling, or not committed. */
  int add(int call, int sender, boolean committed) {
    int dial = dials();
    if (dial == DIALS) {
      throw new IllegalStateException("more dials than there is room for");
    }
    set(Flag.DIALS_MADE, dial + 1);
    dial(dial, DialByte.CALL, call);
    dial(dial, DialByte.SENDER, sender);
    dial(dial, DialByte.STATE, committed ? DialState.DIALLING.ordinal() : UNCOMMITTED);
    return dial;
  }

  int callOf(int dial) {
    return dial(dial, DialByte.CALL);
  }

  int senderOf(int dial) {
    return dial(dial, DialByte.SENDER);
  }

  boolean inLedger(int dial) {
    return dial(dial, DialByte.STATE) != UNCOMMITTED;
  }

  DialState state(int dial) {
    return STATES[dial(dial, DialByte.STATE)];
  }

  void state(int dial, DialState state) {
    dial(dial, DialByte.STATE, state.ordinal());
  }

  Truth truth(int dial) {
    return TRUTHS[dial(dial, DialByte.TRUTH)];
  }

  void truth(int dial, Truth truth) {
    dial(dial, DialByte.TRUTH, truth.ordinal());
  }

  Word answer(int dial) {
    return WORDS[dial(dial, DialByte.ANSWER)];
  }

  void answer(int dial, Word word) {
    dial(dial, DialByte.ANSWER, word.ordinal());
  }

  /** Retell's id of it, once the ledger knows it. */
  @Nullable String retellCallId(int dial) {
    return dial(dial, DialByte.KNOWN) == 1 ? "call_" + dial : null;
  }

  void known(int dial) {
    dial(dial, DialByte.KNOWN, 1);
  }

  boolean late(int dial) {
    return dial(dial, DialByte.LATE) == 1;
  }

  void markLate(int dial) {
    dial(dial, DialByte.LATE, 1);
  }

  boolean shuts(int dial) {
    return dial(dial, DialByte.SHUT) == 1;
  }

  void shuts(int dial, boolean shuts) {
    dial(dial, DialByte.SHUT, shuts ? 1 : 0);
  }

  boolean uncleared(int dial) {
    return dial(dial, DialByte.THROTTLED) == 1 && dial(dial, DialByte.CLEARED) == 0;
  }

  void throttled(int dial) {
    dial(dial, DialByte.THROTTLED, 1);
  }

  void cleared(int dial) {
    dial(dial, DialByte.CLEARED, 1);
  }

  /** The dials of a call that the ledger knows. */
  List<Integer> dialsOf(int call) {
    return IntStream.range(0, dials())
        .filter(dial -> callOf(dial) == call && inLedger(dial))
        .boxed()
        .toList();
  }

  private enum SenderByte {
    PLACE,
    DIAL,
    WORD,
    FROZEN,
    TOO_LATE,
    CHOSEN
  }

  private int sender(int sender, SenderByte field) {
    return at[SENDER_AT + sender * SENDER_SIZE + field.ordinal()];
  }

  private void sender(int sender, SenderByte field, int value) {
    at[SENDER_AT + sender * SENDER_SIZE + field.ordinal()] = (byte) value;
  }

  Place place(int sender) {
    return PLACES[sender(sender, SenderByte.PLACE)];
  }

  void place(int sender, Place place) {
    sender(sender, SenderByte.PLACE, place.ordinal());
  }

  int carried(int sender) {
    return sender(sender, SenderByte.DIAL);
  }

  void carry(int sender, int dial) {
    sender(sender, SenderByte.DIAL, dial);
  }

  Word heard(int sender) {
    return WORDS[sender(sender, SenderByte.WORD)];
  }

  void hears(int sender, Word word) {
    sender(sender, SenderByte.WORD, word.ordinal());
    place(sender, Place.HEARD);
  }

  boolean frozen(int sender) {
    return sender(sender, SenderByte.FROZEN) == 1;
  }

  void frozen(int sender, boolean frozen) {
    sender(sender, SenderByte.FROZEN, frozen ? 1 : 0);
  }

  /** Whether the first byte's deadline has passed for it. */
  boolean tooLate(int sender) {
    return sender(sender, SenderByte.TOO_LATE) == 1;
  }

  void passDeadline(int sender) {
    sender(sender, SenderByte.TOO_LATE, 1);
  }

  /** The call a wrong gate chose before its locks, counted from 1; 0 for none. */
  int chosen(int sender) {
    return sender(sender, SenderByte.CHOSEN);
  }

  void chosen(int sender, int call) {
    sender(sender, SenderByte.CHOSEN, call);
  }

  /** It has nothing to do any more, or has died. */
  void rest(int sender, Place place) {
    Arrays.fill(
        at, SENDER_AT + sender * SENDER_SIZE, SENDER_AT + (sender + 1) * SENDER_SIZE, (byte) 0);
    carry(sender, NOBODY);
    place(sender, place);
  }

  /** Whether a dispatcher that lives and runs works on the dial. */
  boolean isHeld(int dial) {
    int sender = senderOf(dial);
    return carried(sender) == dial && !frozen(sender) && place(sender) != Place.DEAD;
  }
}
