package io.callstream.local.running;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the sandbox behaves (CONTRACT.md, "Environment").
 *
 * @param apiKey what it expects and signs with
 * @param webhookUrl where it sends webhooks; null sends none
 * @param speed divides its ring, talk, analysis and lateness times
 * @param ledger the file of its ledger
 */
public record SandboxSettings(String apiKey, @Nullable URI webhookUrl, int speed, Path ledger) {}
