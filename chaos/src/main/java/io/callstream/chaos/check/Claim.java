package io.callstream.chaos.check;

import java.util.ArrayList;
import java.util.List;

/** Something that must be so, how much was looked at, and what speaks against it. */
public final class Claim {

  private static final int EXAMPLES_MAX = 5;

  private final String text;
  private final List<String> examples = new ArrayList<>();
  private long looked;
  private long faults;

  public Claim(String text) {
    this.text = text;
  }

  /** Of a check that could not be made. */
  public static Claim cannotBeAsked(Exception cause) {
    Claim claim = new Claim("everything can be asked");
    claim.fault(cause.toString());
    return claim;
  }

  /** One more thing was looked at. */
  void look() {
    looked++;
  }

  void looked(long things) {
    looked += things;
  }

  /** It is not so. */
  void fault(String what) {
    faults++;
    if (examples.size() < EXAMPLES_MAX) {
      examples.add(what);
    }
  }

  void unless(boolean holds, java.util.function.Supplier<String> what) {
    look();
    if (!holds) {
      fault(what.get());
    }
  }

  public boolean holds() {
    return faults == 0;
  }

  /** One line, and one more for each example of a fault. */
  public String lines() {
    StringBuilder lines =
        new StringBuilder(
            "  %-4s %s (%,d looked at%s)%n"
                .formatted(
                    holds() ? "ok" : "FAIL",
                    text,
                    looked,
                    holds() ? "" : ", %,d wrong".formatted(faults)));
    examples.forEach(example -> lines.append("         ").append(example).append('\n'));
    return lines.toString();
  }
}
