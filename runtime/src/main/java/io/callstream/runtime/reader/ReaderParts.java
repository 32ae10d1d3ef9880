package io.callstream.runtime.reader;

import java.util.function.LongSupplier;

/** What the threads of one reader share. */
record ReaderParts(
    Claiming claiming,
    Applying applying,
    Progress progress,
    ReaderMetrics metrics,
    LongSupplier nanoTime) {}
