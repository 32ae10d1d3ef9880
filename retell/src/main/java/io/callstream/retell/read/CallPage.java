package io.callstream.retell.read;

import io.callstream.retell.RetellCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of calls, without their transcripts.
 *
 * @param nextKey asks for the page after this one; null on the last
 */
public record CallPage(List<RetellCall> calls, @Nullable String nextKey) {}
