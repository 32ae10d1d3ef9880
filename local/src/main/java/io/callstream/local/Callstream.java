package io.callstream.local;

/** The {@code callstream} command. */
public final class Callstream {

  private Callstream() {}

  public static void main(String[] args) {
    System.err.println("no command yet");
    System.exit(2);
  }
}
