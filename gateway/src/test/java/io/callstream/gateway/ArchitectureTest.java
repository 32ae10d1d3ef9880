package io.callstream.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "io.callstream", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule the_gateway_knows_no_other_service =
      noClasses()
          .that()
          .resideInAPackage("io.callstream.gateway..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.callstream.dispatcher..",
              "io.callstream.projector..",
              "io.callstream.sandbox..",
              "io.callstream.local..",
              "io.callstream.stack..");

  @ArchTest
  static final ArchRule webhooks_need_no_database =
      noClasses()
          .that()
          .resideInAPackage("io.callstream.gateway.webhook..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..",
              "javax.sql..",
              "org.springframework.jdbc..",
              "org.springframework.transaction..",
              "org.springframework.dao..",
              "io.callstream.outbox..",
              "io.callstream.runtime.database..",
              "io.callstream.gateway.database..",
              "io.callstream.gateway.request..",
              "io.callstream.gateway.call..");

  @ArchTest
  static final ArchRule decisions_are_free_of_frameworks =
      noClasses()
          .that()
          .haveNameMatching(
              "io\\.callstream\\.gateway\\.(number\\..*|call\\.(NewCall.*|CallFilter.*|Cursor|Hold|RequestedCall|CallColumns)"
                  + "|request\\.(NextStep|Open)|web\\.(Storable|Query\\$.*|FieldError|JsonBody.*|AdminKey))")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..",
              "jakarta..",
              "java.sql..",
              "org.apache.kafka..",
              "io.micrometer..");

  @ArchTest
  static final ArchRule only_webhooks_and_what_is_sent_again_go_straight_to_kafka =
      noClasses()
          .that()
          .resideInAPackage("io.callstream.gateway..")
          .and()
          .resideOutsideOfPackages(
              "io.callstream.gateway.webhook..", "io.callstream.gateway.deadletter..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka.clients.producer..");

  @ArchTest
  static final ArchRule only_one_class_appends_to_the_outbox =
      classes()
          .that()
          .haveFullyQualifiedName("io.callstream.outbox.Outbox")
          .should()
          .onlyHaveDependentClassesThat()
          .haveNameMatching(
              "io\\.callstream\\.outbox\\..*|io\\.callstream\\.gateway\\.(request\\.RequestMessages|GatewayConfiguration)");

  @ArchTest
  static final ArchRule features_form_no_cycle =
      SlicesRuleDefinition.slices()
          .matching("io.callstream.gateway.(*)..")
          .should()
          .beFreeOfCycles();
}
