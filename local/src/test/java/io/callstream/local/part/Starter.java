package io.callstream.local.part;

import io.callstream.local.running.Jars;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Starts a stub as a launcher would, tells its pid and waits to be killed. */
public final class Starter {

  private Starter() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    PartSpec spec = StubPart.spec(folder, Integer.parseInt(args[1]), Map.of());
    Part part = Part.start(spec, Jars.find().leash(), folder);
    System.out.println(part.pid());
    while (System.in.read() >= 0) {
      // Until it is killed.
    }
  }
}
