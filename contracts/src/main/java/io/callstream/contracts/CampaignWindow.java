package io.callstream.contracts;

import java.util.List;
import java.util.Map;

/**
 * When a campaign's people may be called, by the clocks where they live.
 *
 * @param days of the week, {@code mon} to {@code sun}
 * @param from first minute, {@code HH:MM}
 * @param to the minute after the last, {@code HH:MM} up to {@code 24:00}
 * @param holidays local dates without any call, {@code YYYY-MM-DD}
 * @param countries other days and hours for some countries, by ISO 3166 code
 */
public record CampaignWindow(
    List<String> days,
    String from,
    String to,
    List<String> holidays,
    Map<String, CallWindow> countries) {}
