package io.callstream.chaos.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrashPointTest {

  private static final List<String> MODULES =
      List.of("gateway", "call-dispatcher", "status-projector", "outbox", "retell");

  @ParameterizedTest
  @EnumSource
  void isOneMethodOfTheRealClasses(CrashPoint point) throws IOException {
    List<Path> files =
        MODULES.stream()
            .map(module -> Path.of("..", module, "target", "classes"))
            .map(classes -> classes.resolve(point.className().replace('.', '/') + ".class"))
            .filter(Files::exists)
            .toList();

    assertThat(files).hasSize(1);
    assertThat(
            ClassFile.of().parse(files.getFirst()).methods().stream()
                .filter(method -> method.methodName().equalsString(point.method())))
        .hasSize(1);
  }
}
