package io.callstream.gateway.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;

/**
 * A file of the build under {@code pages/}.
 *
 * @param tag changes with the content
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record PageFile(byte[] content, MediaType type, String tag) {

  /** Reads a file; empty when it is not in this build. */
  static Optional<PageFile> read(String name) {
    var resource = new ClassPathResource("pages/" + name);
    if (!resource.exists()) {
      return Optional.empty();
    }
    try {
      var content = resource.getContentAsByteArray();
      return Optional.of(new PageFile(content, type(name), tag(content)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MediaType type(String name) {
    var ending = name.substring(name.lastIndexOf('.') + 1);
    var subtype = ending.equals("js") ? "javascript" : ending;
    return new MediaType("text", subtype, StandardCharsets.UTF_8);
  }

  /** Weak, since the content may go out compressed. */
  private static String tag(byte[] content) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(content);
      return "W/\"" + HexFormat.of().formatHex(digest, 0, 16) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
