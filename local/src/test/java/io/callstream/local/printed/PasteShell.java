package io.callstream.local.printed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A shell that a reader pastes lines into, one after the other. */
public final class PasteShell implements AutoCloseable {

  private static final String END = "--end-of-the-line-that-was-pasted--";

  private final Process shell;
  private final OutputStream in;
  private final BufferedReader out;

  /** A shell in a folder, whose {@code curl} is silent about its progress. */
  public PasteShell(Path folder, Map<String, String> environment) throws IOException {
    Files.writeString(folder.resolve(".curlrc"), "silent\n");
    ProcessBuilder builder =
        new ProcessBuilder("sh").directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("CURL_HOME", folder.toString());
    builder.environment().putAll(environment);
    shell = builder.start();
    in = shell.getOutputStream();
    out = new BufferedReader(new InputStreamReader(shell.getInputStream(), StandardCharsets.UTF_8));
  }

  /** What a line prints, on either of its two streams. */
  public String paste(String command) throws IOException {
    in.write((command + "\necho; echo " + END + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
    var printed = new StringBuilder();
    for (String line = out.readLine(); !END.equals(line); line = out.readLine()) {
      if (line == null) {
        throw new IOException("The shell has ended after: " + printed);
      }
      printed.append(line).append('\n');
    }
    return printed.toString();
  }

  @Override
  public void close() {
    shell.descendants().forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
  }
}
