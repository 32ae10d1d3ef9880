package io.callstream.hours;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** Where a number may be. */
class ZonesTest {

  @Test
  void aNumberWithoutAnAreaMayBeAnywhereInItsOwnCountry() {
    assertThat(Zones.of("+18005550123", null))
        .contains(ZoneId.of("America/New_York"), ZoneId.of("Pacific/Honolulu"))
        .doesNotContain(ZoneId.of("America/Toronto"), ZoneId.of("Pacific/Guam"));
    assertThat(Zones.of("+77012345678", null))
        .contains(ZoneId.of("Asia/Almaty"))
        .doesNotContain(ZoneId.of("Europe/Moscow"));
    assertThat(Zones.of("+61412345678", null))
        .contains(ZoneId.of("Australia/Sydney"))
        .doesNotContain(ZoneId.of("Indian/Cocos"));
  }

  @Test
  void aZoneIsKeptByItsOldName() {
    assertThat(Zones.of("+6919221234", null)).contains(ZoneId.of("Pacific/Kosrae"));
    assertThat(Zones.of("+6919221234", null).stream().map(zone -> zone.getRules()))
        .contains(ZoneId.of("Pacific/Chuuk").getRules());
  }

  @Test
  void anAreaOfAnotherCountryOfTheCodeKeepsItsZone() {
    assertThat(Zones.of("+14165550123", null)).containsExactly(ZoneId.of("America/Toronto"));
  }
}
