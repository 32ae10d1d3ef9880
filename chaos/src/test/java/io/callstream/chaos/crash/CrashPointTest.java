package io.callstream.chaos.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrashPointTest {

  private static final List<Path> MODULES =
      List.of("gateway", "call-dispatcher", "status-projector", "outbox", "retell", "runtime")
          .stream()
          .map(module -> Path.of("..", module, "target", "classes"))
          .toList();

  @ParameterizedTest
  @EnumSource
  void isWovenIntoAMethodOfTheRealClasses(CrashPoint point) throws IOException {
    String name = point.className().replace('.', '/');
    List<Path> files =
        MODULES.stream()
            .map(classes -> classes.resolve(name + ".class"))
            .filter(Files::exists)
            .toList();
    assertThat(files).hasSize(1);
    byte[] plain = Files.readAllBytes(files.getFirst());
    assertThat(methods(ClassFile.of().parse(plain), point)).isNotEmpty();

    byte[] woven;
    try (URLClassLoader loader = new URLClassLoader(urls(), getClass().getClassLoader())) {
      woven = new Weaving().transform(loader, name, null, null, plain);
    }

    assertThat(methods(ClassFile.of().parse(Objects.requireNonNull(woven)), point))
        .allSatisfy(method -> assertThat(calls(method, point)).isEqualTo(expected(method, point)));
  }

  private static URL[] urls() throws MalformedURLException {
    URL[] urls = new URL[MODULES.size()];
    for (int n = 0; n < urls.length; n++) {
      urls[n] = MODULES.get(n).toUri().toURL();
    }
    return urls;
  }

  private static List<MethodModel> methods(ClassModel model, CrashPoint point) {
    return model.methods().stream()
        .filter(method -> method.methodName().equalsString(point.method()))
        .toList();
  }

  private static long calls(MethodModel method, CrashPoint point) {
    var code = method.code().orElseThrow().elementList();
    long named =
        code.stream()
            .filter(element ->
                element instanceof ConstantInstruction constant
                    && constant.constantValue().equals(point.word()))
            .count();
    long made =
        code.stream()
            .filter(element ->
                element instanceof InvokeInstruction call
                    && call.owner().asInternalName().equals("io/callstream/chaos/crash/Crash"))
            .count();
    return Math.min(named, made);
  }

  /** Once where it begins, or before each place where it returns. */
  private static long expected(MethodModel method, CrashPoint point) {
    return point.when() == CrashPoint.When.ENTER
        ? 1
        : method.code().orElseThrow().elementList().stream()
            .filter(ReturnInstruction.class::isInstance)
            .count();
  }
}
