package io.callstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RingsTest {

  private static final UUID ONE = new UUID(0, 1);
  private static final UUID TWO = new UUID(0, 2);

  @Test
  void aRequestThatRangTwiceIsAFault() {
    Rings rings = Rings.in(Stream.of(line(ONE, true), line(TWO, true), line(ONE, true)));

    assertThat(rings.faults()).containsExactly(ONE + " rang 2 times");
    assertThat(rings.rang(List.of(ONE, TWO))).isEqualTo(2);
  }

  @Test
  void createsThatDidNotRingDoNotCount() {
    Rings rings = Rings.in(Stream.of(line(ONE, false), line(ONE, true), line(TWO, false), ""));

    assertThat(rings.faults()).isEmpty();
    assertThat(rings.rang(List.of(ONE, TWO))).isEqualTo(1);
  }

  @Test
  void aRingOfNoRequestIsAFault() {
    Rings rings = Rings.in(Stream.of("{\"rang\":true,\"metadata\":null}"));

    assertThat(rings.faults()).containsExactly("a call of no request rang 1 times");
  }

  private static String line(UUID request, boolean rang) {
    return "{\"rang\":%s,\"metadata\":{\"callstream_request_id\":\"%s\"}}".formatted(rang, request);
  }
}
