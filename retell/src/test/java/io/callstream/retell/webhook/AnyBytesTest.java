package io.callstream.retell.webhook;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.callstream.retell.Samples;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** No bytes break the parser: they are read, or unreadable. */
class AnyBytesTest {

  private static final byte[] SAMPLE = Samples.bytes("webhooks/09-transfer_bridged.json");

  @Property(tries = 2_000)
  void nothingThrows(@ForAll("damaged") byte[] body) {
    assertThatCode(() -> WebhookEvent.parse(body)).doesNotThrowAnyException();
  }

  @Provide
  Arbitrary<byte[]> damaged() {
    var anything = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    var cut = Arbitraries.integers().between(0, SAMPLE.length).map(AnyBytesTest::cut);
    var position = Arbitraries.integers().between(0, SAMPLE.length - 1);
    var changes = position.flatMap(at -> Arbitraries.bytes().map(to -> new Change(at, to))).list();
    return Arbitraries.oneOf(anything, cut, changes.ofMaxSize(5).map(AnyBytesTest::changed));
  }

  private record Change(int at, byte to) {}

  private static byte[] cut(int length) {
    return java.util.Arrays.copyOf(SAMPLE, length);
  }

  private static byte[] changed(List<Change> changes) {
    var body = SAMPLE.clone();
    changes.forEach(change -> body[change.at()] = change.to());
    return body;
  }
}
