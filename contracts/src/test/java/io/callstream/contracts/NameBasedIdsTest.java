package io.callstream.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * MECHANISMS.md A1: ids repeat; a change of these values would make second requests after a
 * restore.
 */
class NameBasedIdsTest {

  private static final UUID REQUEST = NameBasedIds.requestId("admin", "order-1");

  @Test
  void sameKeyMakesSameRequestForEver() {
    assertThat(REQUEST).hasToString("cc440250-4f35-5796-a215-d59b1c3556b5");
    assertThat(REQUEST.version()).isEqualTo(5);
    assertThat(REQUEST.variant()).isEqualTo(2);
  }

  @Test
  void firstAttemptHasTheRequestsOwnIdAndLaterOnesTheirOwn() {
    Set<UUID> ids = new HashSet<>();
    for (int attempt = 1; attempt <= 10; attempt++) {
      ids.add(NameBasedIds.callId(REQUEST, attempt));
    }
    assertThat(ids).hasSize(10).contains(REQUEST);
  }

  @Test
  void partsDoNotRunIntoOneAnother() {
    assertThat(NameBasedIds.requestId("a", "bc")).isNotEqualTo(NameBasedIds.requestId("ab", "c"));
  }
}
