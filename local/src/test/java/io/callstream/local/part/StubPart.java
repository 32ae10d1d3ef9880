package io.callstream.local.part;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A part that does nothing but say, on stdout, that it starts and that it ends cleanly. */
public final class StubPart {

  private StubPart() {}

  /** With an environment variable FAIL it ends at once, like a part that cannot start. */
  public static void main(String[] args) throws IOException {
    if (System.getenv("FAIL") != null) {
      System.err.println("FAIL is set");
      System.exit(2);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("stub ends cleanly")));
    int port = Integer.parseInt(System.getenv("SERVER_PORT"));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/ready",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    System.out.println("stub starts");
    server.start();
  }

  /** The executable jar of this class, made in the folder. */
  static PartSpec spec(Path folder, int port, Map<String, String> more) throws IOException {
    Path jar = folder.resolve("stub.jar");
    String entry = StubPart.class.getName().replace('.', '/') + ".class";
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StubPart.class.getName());
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        var source = StubPart.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      java.util.Objects.requireNonNull(source).transferTo(out);
    }
    Map<String, String> environment = new HashMap<>(more);
    environment.put("SERVER_PORT", String.valueOf(port));
    URI ready = URI.create("http://127.0.0.1:%d/ready".formatted(port));
    return new PartSpec("stub", jar, 64, environment, ready);
  }
}
