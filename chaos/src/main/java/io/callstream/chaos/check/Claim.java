package io.callstream.chaos.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Something that must be so, how much was looked at, and what speaks against it. */
public final class Claim {

  private static final int EXAMPLES_MAX = 5;

  private final String text;
  private final boolean always;
  private final List<String> examples = new ArrayList<>();
  private long looked;
  private long least;
  private long faults;

  private Claim(String text, boolean always) {
    this.text = text;
    this.always = always;
  }

  /** Of something that must be so at every moment: one fault is one too many, whatever follows. */
  public static Claim always(String text) {
    return new Claim(text, true);
  }

  /** Of something that must be so once all has come to rest. */
  public static Claim atRest(String text) {
    return new Claim(text, false);
  }

  /** Of a check that could not be made. */
  public static Claim cannotBeAsked(String source, Exception cause) {
    Claim claim = atRest(source + " can be asked");
    claim.fault(cause.toString());
    return claim;
  }

  /** A claim about fewer things says nothing, so that it does not hold. */
  public Claim atLeast(long things) {
    least = things;
    return this;
  }

  /** One more thing was looked at. */
  void look() {
    looked++;
  }

  /** So many more were looked at. */
  public void looked(long things) {
    looked += things;
  }

  /** It is not so. */
  public void fault(String what) {
    faults++;
    if (examples.size() < EXAMPLES_MAX) {
      examples.add(what);
    }
  }

  /** One more was looked at, and it is so or is not. */
  public void unless(boolean holds, Supplier<String> what) {
    look();
    if (!holds) {
      fault(what.get());
    }
  }

  /** Whether nothing speaks against it and enough was looked at. */
  public boolean holds() {
    return faults == 0 && looked >= least;
  }

  /** Whether what was seen can never be made good. */
  public boolean broken() {
    return always && faults > 0;
  }

  /** One line, and one more for each example of a fault. */
  public String lines() {
    StringBuilder lines =
        new StringBuilder("  %-4s %s (%s)%n".formatted(holds() ? "ok" : "FAIL", text, counts()));
    examples.forEach(example -> lines.append("         ").append(example).append('\n'));
    return lines.toString();
  }

  private String counts() {
    return "%,d looked at%s%s"
        .formatted(
            looked,
            looked < least ? ", at least %,d have to be".formatted(least) : "",
            faults == 0 ? "" : ", %,d wrong".formatted(faults));
  }
}
