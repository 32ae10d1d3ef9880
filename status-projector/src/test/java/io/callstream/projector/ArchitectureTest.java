package io.callstream.projector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.callstream.projector",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String FOLD = "io.callstream.projector.fold..";

  @ArchTest
  static final ArchRule the_fold_is_pure =
      classes()
          .that()
          .resideInAPackage(FOLD)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              FOLD,
              "io.callstream.contracts..",
              "io.callstream.retell..",
              "java.lang..",
              "java.util..",
              "java.time",
              "tools.jackson.databind..",
              "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule the_fold_has_no_clock_and_no_chance =
      noClasses()
          .that()
          .resideInAPackage("io.callstream.projector..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.util.UUID.class, "randomUUID");

  @ArchTest
  static final ArchRule only_the_fold_reads_retells_statuses_and_reasons =
      noClasses()
          .that()
          .resideOutsideOfPackage(FOLD)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.callstream.retell.ending..");

  @ArchTest
  static final ArchRule no_class_depends_on_another_service =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.callstream.gateway..",
              "io.callstream.dispatcher..",
              "io.callstream.sandbox..",
              "io.callstream.local..",
              "io.callstream.stack..");

  @ArchTest
  static final ArchRule only_the_read_model_speaks_sql =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.callstream.projector.events..", "io.callstream.projector.intake..", FOLD)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "java.sql..");

  @ArchTest
  static final ArchRule packages_form_no_circle =
      slices().matching("io.callstream.projector.(*)..").should().beFreeOfCycles();
}
