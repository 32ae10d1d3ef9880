package io.callstream.hours;

import io.callstream.contracts.CallWindow;
import io.callstream.contracts.CampaignWindow;
import java.util.List;

/** The hours that a rule gives somebody. */
public final class CalleeHours {

  private CalleeHours() {}

  /** Of a single call. */
  public static CallingHours of(CallWindow window) {
    return CallingHours.of(window.days(), window.from(), window.to(), List.of());
  }

  /** Of a campaign, for a number: its country's where the campaign states them. */
  public static CallingHours of(CampaignWindow window, String e164) {
    var own =
        window.countries().isEmpty()
            ? null
            : Zones.country(e164).map(window.countries()::get).orElse(null);
    return own == null
        ? CallingHours.of(window.days(), window.from(), window.to(), window.holidays())
        : CallingHours.of(own.days(), own.from(), own.to(), window.holidays());
  }
}
