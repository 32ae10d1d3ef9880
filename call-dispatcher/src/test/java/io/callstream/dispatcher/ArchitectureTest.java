package io.callstream.dispatcher;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.callstream.retell.dial.DialConnection;
import io.callstream.retell.dial.DialLine;

@AnalyzeClasses(
    packages = "io.callstream.dispatcher",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule rules_are_pure =
      noClasses()
          .that()
          .resideInAPackage("..dispatcher.rules..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..",
              "java.sql..",
              "javax.sql..",
              "java.net..",
              "org.apache..",
              "io.micrometer..",
              "..dispatcher.ledger..",
              "..dispatcher.gate..");

  @ArchTest
  static final ArchRule rules_are_given_the_time =
      noClasses()
          .that()
          .resideInAPackage("..dispatcher.rules..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime");

  @ArchTest
  static final ArchRule only_the_lane_opens_connections =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Lane")
          .should()
          .callMethod(DialLine.class, "open");

  @ArchTest
  static final ArchRule only_the_sender_sends =
      noClasses()
          .that()
          .doNotHaveSimpleName("Sender")
          .should()
          .callMethodWhere(
              target(owner(simpleName(DialConnection.class.getSimpleName())))
                  .and(target(name("send"))));

  @ArchTest
  static final ArchRule asking_and_intake_cannot_dial =
      noClasses()
          .that(
              resideInAPackage("..dispatcher.asking..")
                  .or(resideInAPackage("..dispatcher.intake..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.callstream.retell.dial..");

  @ArchTest
  static final ArchRule nobody_here_speaks_http_or_opens_sockets =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.net.http..",
              "org.apache.hc..",
              "org.springframework.web.client..",
              "org.springframework.http..",
              "okhttp3..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.net.Socket");

  @ArchTest
  static final ArchRule nothing_is_retried_by_annotation =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework.retry..",
              "org.springframework.core.retry..",
              "org.springframework.resilience..",
              "io.github.resilience4j..",
              "org.springframework.scheduling..");

  @ArchTest
  static final ArchRule services_do_not_know_one_another =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.callstream.gateway..", "io.callstream.projector..");

  @ArchTest
  static final ArchRule the_ledger_knows_nobody_who_uses_it =
      noClasses()
          .that()
          .resideInAPackage("..dispatcher.ledger..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..dispatcher.gate..",
              "..dispatcher.asking..",
              "..dispatcher.intake..",
              "..dispatcher.guard..");

  @ArchTest
  static final ArchRule packages_are_free_of_cycles =
      SlicesRuleDefinition.slices()
          .matching("io.callstream.dispatcher.(*)..")
          .should()
          .beFreeOfCycles();

  @ArchTest
  static final ArchRule settings_come_from_the_environment_alone =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("org.springframework.beans.factory.annotation.Value");
}
