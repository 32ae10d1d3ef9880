package io.callstream.retell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** The sample webhooks and signature vectors of the test resources. */
public final class Samples {

  private Samples() {}

  public static byte[] bytes(String file) {
    try (var stream = Samples.class.getResourceAsStream("/" + file)) {
      if (stream == null) {
        throw new IllegalArgumentException("No resource " + file);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static JsonNode vectors() {
    try {
      return StrictJson.object(bytes("webhook-signature-vectors.json"));
    } catch (StrictJson.Unreadable e) {
      throw new IllegalStateException(e);
    }
  }

  public static List<JsonNode> vectors(String list) {
    return StreamSupport.stream(vectors().get(list).spliterator(), false).toList();
  }

  public static List<String> webhookFiles() {
    return vectors("sample_files").stream().map(file -> file.get("file").stringValue()).toList();
  }
}
