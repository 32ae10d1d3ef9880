package io.callstream.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When somebody may be called, by the clocks where they live.
 *
 * @param days of the week, {@code mon} to {@code sun}; never empty
 * @param from first minute, {@code HH:MM}
 * @param to the minute after the last, {@code HH:MM} up to {@code 24:00}; later than {@code from}
 * @param timezone in place of those of the number; an IANA name
 */
public record CallWindow(List<String> days, String from, String to, @Nullable String timezone) {}
