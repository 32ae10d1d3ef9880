package io.callstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** No file of main code is longer than can be taken in, in any module. */
class SizesTest {

  private static final int FILE_LINES_MAX = 300;
  private static final int METHOD_LINES_MAX = 40;
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void noFileHasMoreThan300Lines() throws IOException {
    assertThat(sources())
        .hasSizeGreaterThan(100)
        .allSatisfy(
            file -> assertThat(Files.readAllLines(file)).hasSizeLessThanOrEqualTo(FILE_LINES_MAX));
  }

  @Test
  void noMethodHasMoreThan40Lines() throws IOException {
    assertThat(methods()).hasSizeGreaterThan(500);
    assertThat(methods()).filteredOn(method -> method.lines() > METHOD_LINES_MAX).isEmpty();
  }

  /** A method with its annotations and its braces. */
  private record Method(String file, String name, long lines) {}

  private static List<Method> methods() throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      var task =
          (JavacTask)
              compiler.getTask(
                  null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources()));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      List<Method> methods = new ArrayList<>();
      for (CompilationUnitTree file : task.parse()) {
        file.accept(
            new TreeScanner<Void, List<Method>>() {
              @Override
              public Void visitMethod(MethodTree method, List<Method> found) {
                found.add(
                    new Method(
                        ROOT.relativize(Path.of(file.getSourceFile().toUri())).toString(),
                        method.getName().toString(),
                        lines(file, method, positions)));
                return super.visitMethod(method, found);
              }
            },
            methods);
      }
      return methods;
    }
  }

  private static long lines(CompilationUnitTree file, Tree tree, SourcePositions positions) {
    var lines = file.getLineMap();
    return lines.getLineNumber(positions.getEndPosition(file, tree))
        - lines.getLineNumber(positions.getStartPosition(file, tree))
        + 1;
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve("src/main/java"))
          .filter(Files::isDirectory)
          .flatMap(SizesTest::javaFiles)
          .toList();
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
