package io.callstream.runtime.reader;

/** What the threads of one reader share. */
record ReaderParts(
    Claiming claiming, Applying applying, Progress progress, ReaderMetrics metrics) {}
