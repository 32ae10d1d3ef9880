package io.callstream.stack;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's programs for this machine, unpacked once per user from the Maven artifact on the
 * class path.
 */
final class PostgresBinaries {

  /** The major version of the artifact in the pom; data of another is refused. */
  static final String MAJOR = "18";

  private PostgresBinaries() {}

  /** The folder that holds {@code bin}, {@code lib} and {@code share}. */
  static Path unpacked() {
    String name = "postgres-%s-%s.txz".formatted(system(), architecture());
    @Nullable URL archive = PostgresBinaries.class.getResource("/" + name);
    if (archive == null) {
      throw new CannotStart("there is no PostgreSQL for this machine (%s)".formatted(name));
    }
    Path cache = cacheFolder();
    try {
      Files.createDirectories(cache);
      Path target = cache.resolve("postgresql-%s-%s".formatted(MAJOR, checksum(archive)));
      unpackOnce(archive, target);
      return target;
    } catch (IOException e) {
      throw new CannotStart(
          "cannot unpack PostgreSQL into %s: %s".formatted(cache, DataFolder.reason(e)), e);
    }
  }

  private static Path cacheFolder() {
    Map<String, String> environment = System.getenv();
    return Optional.ofNullable(environment.get("XDG_CACHE_HOME"))
        .filter(folder -> !folder.isBlank())
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("callstream");
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name;
  }

  private static String architecture() {
    String name = System.getProperty("os.arch");
    return switch (name) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm_64";
      default -> name;
    };
  }

  private static String checksum(URL archive) throws IOException {
    CRC32 sum = new CRC32();
    try (InputStream in = new CheckedInputStream(archive.openStream(), sum)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return Long.toHexString(sum.getValue());
  }

  /** A folder that exists is whole: it is unpacked beside its place and moved there at once. */
  private static void unpackOnce(URL archive, Path target) throws IOException {
    Path lockFile = target.resolveSibling(target.getFileName() + ".lock");
    synchronized (PostgresBinaries.class) {
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        if (Files.exists(target)) {
          return;
        }
        Path half = target.resolveSibling(target.getFileName() + ".half");
        DataFolder.delete(half);
        unpack(archive, half);
        Files.move(half, target);
      }
    }
  }

  private static void unpack(URL archive, Path folder) throws IOException {
    try (InputStream in = archive.openStream();
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(in))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(tar, entry, folder);
      }
    }
  }

  private static void write(InputStream tar, TarArchiveEntry entry, Path folder)
      throws IOException {
    Path file = folder.resolve(entry.getName()).normalize();
    if (!file.startsWith(folder)) {
      throw new IOException("entry outside the folder: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(folder.resolve(entry.getName()).normalize().getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, file);
    boolean executable = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }
}
