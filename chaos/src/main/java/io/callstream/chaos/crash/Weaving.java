package io.callstream.chaos.crash;

import static java.util.stream.Collectors.groupingBy;

import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts a call of {@link Crash#at} into the methods of the points, as their classes are loaded. */
final class Weaving implements ClassFileTransformer {

  private static final ClassDesc CRASH = Crash.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc AT =
      MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

  private final Map<String, List<CrashPoint>> points =
      Arrays.stream(CrashPoint.values())
          .collect(groupingBy(point -> point.className().replace('.', '/')));

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      String className,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    List<CrashPoint> ofClass = points.get(className);
    if (ofClass == null || loader == null) {
      return null;
    }
    try {
      return woven(loader, bytes, ofClass);
    } catch (RuntimeException e) {
      // The JVM would say nothing, and the points would never be come to.
      System.err.println("cannot weave crash points into " + className + ": " + e);
      return null;
    }
  }

  private static byte[] woven(ClassLoader loader, byte[] bytes, List<CrashPoint> points) {
    ClassFile classFile =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(loader)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    return classFile.transformClass(
        classFile.parse(bytes),
        (builder, element) -> {
          List<CrashPoint> here = of(points, element);
          if (here.isEmpty() || !(element instanceof MethodModel method)) {
            builder.with(element);
          } else {
            builder.transformMethod(method, MethodTransform.transformingCode(calls(here)));
          }
        });
  }

  private static List<CrashPoint> of(List<CrashPoint> points, ClassElement element) {
    return element instanceof MethodModel method
        ? points.stream().filter(point -> method.methodName().equalsString(point.method())).toList()
        : List.of();
  }

  private static CodeTransform calls(List<CrashPoint> points) {
    return new CodeTransform() {
      @Override
      public void atStart(CodeBuilder code) {
        call(code, points, CrashPoint.When.ENTER);
      }

      @Override
      public void accept(CodeBuilder code, CodeElement element) {
        if (element instanceof ReturnInstruction) {
          call(code, points, CrashPoint.When.EXIT);
        }
        code.with(element);
      }
    };
  }

  private static void call(CodeBuilder code, List<CrashPoint> points, CrashPoint.When when) {
    for (CrashPoint point : points) {
      if (point.when() == when) {
        code.loadConstant(point.word()).invokestatic(CRASH, "at", AT);
      }
    }
  }
}
