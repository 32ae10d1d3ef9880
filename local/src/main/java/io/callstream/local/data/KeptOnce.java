package io.callstream.local.data;

import io.callstream.stack.CannotStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/** A value made at the first start and read at every other, in a file only its owner may read. */
final class KeptOnce {

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private KeptOnce() {}

  static String in(Path file, Supplier<String> maker) {
    try {
      if (Files.exists(file)) {
        return filled(file, Files.readString(file).strip());
      }
      String value = maker.get();
      Files.createFile(file, OWNER_ONLY);
      Files.writeString(file, value + "\n");
      return value;
    } catch (IOException e) {
      throw new CannotStart("cannot keep " + file + ": " + e, e);
    }
  }

  private static String filled(Path file, String value) {
    if (value.isEmpty()) {
      throw new CannotStart(file + " is empty: delete it, and it is made anew");
    }
    return value;
  }
}
