package io.callstream.stack;

import java.nio.file.Path;

/** Where the stack keeps its data and which ports of 127.0.0.1 it takes. */
public record StackSettings(Path dataDir, int kafkaPort, int postgresPort) {}
