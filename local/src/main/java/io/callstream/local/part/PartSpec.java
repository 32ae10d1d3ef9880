package io.callstream.local.part;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * What is needed to start a part.
 *
 * @param name tells instances apart; the log is {@code logs/<name>.log}
 * @param jar an executable jar
 * @param heapMegabytes the largest heap
 * @param environment all that configures it; nothing else of ours reaches it
 * @param ready answers 200 once the part can do its work
 */
public record PartSpec(
    String name, Path jar, int heapMegabytes, Map<String, String> environment, URI ready) {}
