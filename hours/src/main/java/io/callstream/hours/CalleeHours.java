package io.callstream.hours;

import io.callstream.contracts.CallWindow;
import io.callstream.contracts.CampaignWindow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The hours that a campaign gives its people; each country's are read once, and kept. */
public final class CalleeHours {

  private static final String ANYWHERE = "";

  private final CampaignWindow window;
  private final Map<String, CallingHours> known = new HashMap<>();

  private CalleeHours(CampaignWindow window) {
    this.window = window;
  }

  /** Of a single call. */
  public static CallingHours of(CallWindow window) {
    return CallingHours.of(window.days(), window.from(), window.to(), List.of());
  }

  /** Of a campaign; for one thread. */
  public static CalleeHours ofCampaign(CampaignWindow window) {
    return new CalleeHours(window);
  }

  /** Of a number: its country's where the campaign states them. */
  public CallingHours of(String e164) {
    var country =
        window.countries().isEmpty()
            ? ANYWHERE
            : Zones.country(e164).filter(window.countries()::containsKey).orElse(ANYWHERE);
    return known.computeIfAbsent(country, this::read);
  }

  private CallingHours read(String country) {
    var own = window.countries().get(country);
    return own == null
        ? CallingHours.of(window.days(), window.from(), window.to(), window.holidays())
        : CallingHours.of(own.days(), own.from(), own.to(), window.holidays());
  }
}
