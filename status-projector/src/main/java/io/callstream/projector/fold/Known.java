package io.callstream.projector.fold;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * A value and where it came from. Times are ISO-8601 texts with milliseconds, ids are texts.
 *
 * @param value never null or JSON null; a {@link MissingNode} when it lies in the database, unread
 */
public record Known(JsonNode value, Source source) {

  /** A value that is stored and was not read, because deciding needs only its source. */
  public static Known unread(Source source) {
    return new Known(MissingNode.getInstance(), source);
  }
}
