package io.callstream.gateway.recipient;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of an upload, one after the other. */
interface Rows {

  /**
   * The next row; null after the last.
   *
   * @throws java.io.UncheckedIOException when the upload breaks off
   */
  @Nullable Reading next();

  /** The columns, as rejects are written again. */
  List<String> header();
}
