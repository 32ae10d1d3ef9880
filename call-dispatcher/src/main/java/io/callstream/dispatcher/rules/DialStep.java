package io.callstream.dispatcher.rules;

/** What news of a dial does to it. */
public sealed interface DialStep {

  /** Nothing new, or nothing that may be believed in its state. */
  record Stays() implements DialStep {}

  /**
   * It moves.
   *
   * @param late it had been closed, and evidence shows that it was placed after all
   */
  record Moves(DialState to, boolean late) implements DialStep {}

  /** It has a Retell call already, and here is another one. */
  record SecondCall(String retellCallId) implements DialStep {}
}
