package io.callstream.retell;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.callstream.retell.dial.DialConnection;
import java.net.Socket;
import java.net.http.HttpClient;

@AnalyzeClasses(packages = "io.callstream.retell", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule ONE_CLASS_SPEAKS_HTTP_ON_A_SOCKET =
      noClasses()
          .that()
          .areNotAssignableTo(DialConnection.class)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.hc..");

  @ArchTest
  static final ArchRule NOBODY_TAKES_THE_STREAM_OF_A_SOCKET =
      noClasses().should().callMethod(Socket.class, "getOutputStream");

  @ArchTest
  static final ArchRule SOCKETS_STAY_WITH_DIALLING =
      noClasses()
          .that()
          .resideOutsideOfPackage("..dial..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Socket.class);

  @ArchTest
  static final ArchRule DIALLING_KNOWS_NO_OTHER_CLIENT =
      noClasses()
          .that()
          .resideInAPackage("..dial..")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(HttpClient.class);

  @ArchTest
  static final ArchRule NO_FRAMEWORK =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "org.apache.kafka..", "java.sql..");
}
