package io.callstream.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.callstream.chaos.check.Claim;
import io.callstream.chaos.check.Looks;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RestTest {

  private static final Claim HOLDS = Claim.atRest("it is so");
  private static final Claim OPEN = open();
  private static final Claim MIDST = Claim.atRest("it is so at every moment");

  private static Claim open() {
    Claim claim = Claim.atRest("it is so in the end");
    claim.fault("not yet");
    return claim;
  }

  /** Says these, one after another, and nothing is unfinished. */
  private record Scripted(Deque<Claim> claims) implements Looks {

    @Override
    public @Nullable String unfinished() {
      return null;
    }

    @Override
    public List<Claim> checkInTheMidst() {
      return List.of(MIDST);
    }

    @Override
    public List<Claim> check() {
      return List.of(claims.removeFirst());
    }
  }

  private static Scripted looks(Claim... claims) {
    return new Scripted(new ArrayDeque<>(List.of(claims)));
  }

  private static List<Claim> after(Scripted looks, Duration limit, boolean closed) {
    AtomicBoolean isClosed = new AtomicBoolean(closed);
    return new Rest(
            looks, limit, Duration.ofMillis(1), Duration.ofMinutes(1), isClosed::get, _ -> {})
        .await();
  }

  @Test
  void whatHoldsOnceIsLookedAtAgain() {
    Scripted looks = looks(HOLDS, HOLDS, OPEN);

    assertThat(after(looks, Duration.ofMinutes(1), false)).containsExactly(HOLDS);
    assertThat(looks.claims()).containsExactly(OPEN);
  }

  @Test
  void whatNoLongerHoldsAtTheSecondLookHasToHoldTwiceAfterThat() {
    Scripted looks = looks(HOLDS, OPEN, HOLDS, HOLDS);

    assertThat(after(looks, Duration.ofMinutes(1), false)).containsExactly(HOLDS);
    assertThat(looks.claims()).isEmpty();
  }

  @Test
  void whatDoesNotHoldInItsTimeIsTold() {
    assertThat(after(looks(OPEN), Duration.ZERO, false)).containsExactly(OPEN);
  }

  @Test
  void whoIsClosedJudgesWhatMustHoldAtEveryMoment() {
    assertThat(after(looks(), Duration.ofMinutes(1), true)).containsExactly(MIDST);
  }

  /** Never finished; at the second look in the midst of it something is broken. */
  private static final class Unfinished implements Looks {
    private int looks;

    @Override
    public String unfinished() {
      return "much is still to do";
    }

    @Override
    public List<Claim> checkInTheMidst() {
      Claim claim = Claim.always("it is so at every moment");
      if (++looks == 2) {
        claim.fault("it was not");
      }
      return List.of(claim);
    }

    @Override
    public List<Claim> check() {
      return List.of(OPEN);
    }
  }

  @Test
  void whatCanNeverBeMadeGoodEndsTheWaitForWhatIsStillToDo() {
    Unfinished looks = new Unfinished();
    Rest rest =
        new Rest(
            looks,
            Duration.ofMinutes(1),
            Duration.ofMillis(1),
            Duration.ZERO,
            () -> false,
            _ -> {});

    assertThat(rest.await()).singleElement().matches(Claim::broken);
    assertThat(looks.looks).isEqualTo(2);
    assertThat(rest.took()).isLessThan(Duration.ofMinutes(1));
  }
}
