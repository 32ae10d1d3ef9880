package io.callstream.sandbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(packages = "io.callstream.sandbox", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule FEATURES_FORM_NO_CIRCLE =
      slices().matching("io.callstream.sandbox.(*)..").should().beFreeOfCycles();

  /** The rest of that module needs libraries that the sandbox does not have. */
  @ArchTest
  static final ArchRule OF_THE_RUNTIME_ONLY_THE_ENVIRONMENT =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.callstream.runtime.database..",
              "io.callstream.runtime.kafka..",
              "io.callstream.runtime.startup..",
              "io.callstream.runtime.reader..",
              "io.callstream.runtime.loop..",
              "org.springframework..",
              "org.apache.kafka..");

  @ArchTest
  static final ArchRule TIME_IS_PASSED_IN =
      noClasses()
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC");
}
