package io.callstream.retell.read;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of numbers.
 *
 * @param nextKey asks for the page after this one; null on the last
 */
public record NumberPage(List<PhoneNumber> numbers, @Nullable String nextKey) {}
