package dev.tributary;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

/** The packages of the design, kept apart as it draws them. */
@AnalyzeClasses(packages = "dev.tributary", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule theContractKnowsNoKafka =
      noClasses()
          .that()
          .resideInAPackage("dev.tributary.contract..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule onlyTheCommandsKnowTheBrokersOfDevMode =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.tributary.dev..", "dev.tributary.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.tributary.dev..");

  @ArchTest
  static final ArchRule brokersStayInDevMode =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.tributary.dev..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("kafka..", "org.apache.kafka.server..", "org.apache.activemq..");

  @ArchTest
  static final ArchRule settingsKnowNothingOfTheRest =
      classes()
          .that()
          .resideInAPackage("dev.tributary.config..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages(
              "dev.tributary.cli..",
              "dev.tributary.ingest..",
              "dev.tributary.normalize..",
              "dev.tributary.publish..",
              "org.apache.camel..",
              "org.apache.kafka..");

  @ArchTest
  static final ArchRule theEndsDoNotKnowTheOtherStages =
      noClasses()
          .that()
          .resideInAPackage("dev.tributary.ingest..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tributary.normalize..", "dev.tributary.publish..");

  @ArchTest
  static final ArchRule theMiddleDoesNotKnowKafka =
      noClasses()
          .that()
          .resideInAPackage("dev.tributary.normalize..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.tributary.publish..", "org.apache.kafka..");

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("dev.tributary.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheEngineKnowsCamelsInternals =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.tributary.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.camel.impl..",
              "org.apache.camel.processor..",
              "org.apache.camel.reifier..");

  @ArchTest
  static final ArchRule onlyTheNetKnowsInternalsOfVertx =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.tributary.net..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.vertx..impl..");

  /**
   * But for {@code common.header.internals}, whose RecordHeader is what Kafka's users write.
   * Streams asks only its own kind of cache for what it holds before it commits, so the store of
   * rules is one.
   */
  @ArchTest
  static final ArchRule onlyThePartitionerAndTheStoreOfRulesKnowInternalsOfKafka =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("dev.tributary.kafka.RegionPartitioner")
          .and()
          .doNotHaveFullyQualifiedName("dev.tributary.analytics.streams.RuleStore")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka.clients..internals..",
              "org.apache.kafka.streams..internals..",
              "org.apache.kafka.common.internals..");

  @ArchTest
  static final ArchRule capabilitiesFormNoCycles =
      slices().matching("dev.tributary.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theRootHoldsOnlyTheMainClass =
      classes().that().resideInAPackage("dev.tributary").should().haveSimpleName("Tributary");

  @ArchTest
  static final ArchRule nobodyDependsOnTheRoot =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.tributary")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.tributary");

  @ArchTest
  static final ArchRule loggingGoesThroughSlf4j =
      noClasses()
          .that()
          // which silences what the exporter of spans says there
          .doNotHaveFullyQualifiedName("dev.tributary.observe.spans.Collector")
          .should(GeneralCodingRules.USE_JAVA_UTIL_LOGGING);

  @ArchTest
  static final ArchRule openTelemetryStaysWhereItIsNotLoadedUnlessConfigured =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.tributary.observe.spans..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..");

  @ArchTest
  static final ArchRule onlyTheCommandsPrint =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.tributary.cli..")
          .should(GeneralCodingRules.ACCESS_STANDARD_STREAMS);
}
