package io.callstream.retell.read;

import org.jspecify.annotations.Nullable;

/**
 * A number that calls can be made from.
 *
 * @param number E.164
 * @param type {@code retell-twilio}, {@code retell-telnyx} or {@code custom}: each has its own rate
 */
public record PhoneNumber(String number, @Nullable String type, @Nullable String nickname) {}
