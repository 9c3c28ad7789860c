package dev.tributary.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.dev.FreePorts;
import dev.tributary.module.Meters;
import dev.tributary.project.Project;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes of the operator's own beside a pipeline whose failures go to on-failure. */
class OwnRoutesTest {
  private static final String PIPELINE =
      """
      - routeConfiguration:
          onException:
            - onException:
                exception: [java.lang.Throwable]
                handled: { constant: "true" }
                steps:
                  - to: direct:on-failure
      - route:
          id: on-failure
          from:
            uri: direct:on-failure
            steps:
              - process: { ref: taken }
      - route:
          id: ingest-http
          from:
            uri: direct:ingest-http
            steps:
              - to: direct:shared
      - route:
          id: shared
          from:
            uri: direct:shared
            steps:
              - throwException:
                  exceptionType: java.lang.IllegalStateException
                  message: in the pipeline
      """;

  private static final String VERBS =
      """
      - rest:
          path: /v1
          post:
            - id: verb
              path: /d
              to: direct:ingest-http
      """;

  private static final String TICK =
      """
      - route:
          id: tick
          from:
            uri: timer:tick?delay=0
            steps:
              - process: { ref: handled }
      """;

  @TempDir private Path folder;
  private final OwnRoutes routes = new OwnRoutes();
  private final GatewayMain main = new GatewayMain();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final List<String> handled = new CopyOnWriteArrayList<>();

  @BeforeEach
  void write() throws IOException {
    write("pipeline", PIPELINE);
    // What makes direct:ingest-http the pipeline's; it is left out, for there is no listener here.
    write("verbs", VERBS);
  }

  @AfterEach
  void stop() {
    main.stop();
    routes.close();
  }

  @Test
  void failAloudAndNotIntoTheDeadLetters() throws Exception {
    CamelContext camel =
        start(
            """
            - route:
                id: own
                from:
                  uri: direct:own
                  steps:
                    - throwException:
                        exceptionType: java.lang.IllegalStateException
                        message: as asked
            """);

    assertThat(send(camel, "direct:own").getMessage()).isEqualTo("as asked");
    assertThat(taken).isEmpty();
    assertThat(registry.get("tributary.route.failures").tag("route", "own").counter().count())
        .isOne();
  }

  @Test
  void goByTheirOwnErrorHandler() throws Exception {
    CamelContext camel =
        start(
            """
            - route:
                id: own
                errorHandler:
                  deadLetterChannel:
                    deadLetterUri: direct:mine
                from:
                  uri: direct:own
                  steps:
                    - throwException:
                        exceptionType: java.lang.IllegalStateException
                        message: as asked
            - route:
                id: mine
                from:
                  uri: direct:mine
                  steps:
                    - process: { ref: handled }
            """);

    assertThat(send(camel, "direct:own")).isNull();
    assertThat(handled).hasSize(1);
    assertThat(taken).isEmpty();
    assertThat(registry.find("tributary.route.failures").counter()).isNull();
  }

  @Test
  void leaveThePipelinesFailuresToOnFailure() throws Exception {
    CamelContext camel = start("[]");

    assertThat(send(camel, "direct:ingest-http")).isNull();
    assertThat(taken).hasSize(1);
  }

  @Test
  void doNotRunOffline() throws Exception {
    GatewayMain offline = new GatewayMain(true);
    write("own", TICK);
    try {
      CamelContext camel = start(offline);

      assertThat(camel.getRouteController().getRouteStatus("tick").isStopped()).isTrue();
      assertThat(camel.getRouteController().getRouteStatus("shared").isStarted()).isTrue();
    } finally {
      offline.stop();
    }
  }

  @Test
  void runBesideThePipeline() throws Exception {
    start(TICK);

    await().until(() -> !handled.isEmpty());
  }

  /** Camel gives up with the first route that does not start. */
  @Test
  void waitForWhatIsAway() throws Exception {
    start(
        """
        - route:
            id: far
            from:
              uri: paho-mqtt5:x?brokerUrl=tcp://127.0.0.1:%d
              steps:
                - stop: {}
        """
                .formatted(FreePorts.one())
            + TICK);

    await().until(() -> !handled.isEmpty());
    assertThat(routes.degradations())
        .singleElement()
        .asString()
        .contains("far", "Connection refused");
  }

  private CamelContext start(String own) throws Exception {
    write("own", own);
    return start(main);
  }

  private CamelContext start(GatewayMain gateway) throws Exception {
    routes.meters(new Meters(registry));
    gateway.configure(
        Project.read(folder),
        tree -> tree.path().endsWith("verbs.camel.yaml"),
        List.of(),
        Duration.ofSeconds(5));
    gateway.bind("taken", (Processor) exchange -> taken.add("one"));
    gateway.bind("handled", (Processor) exchange -> handled.add("one"));
    gateway.init();
    routes.bind(gateway.getCamelContext());
    gateway.start();
    routes.started();
    return gateway.getCamelContext();
  }

  private static Exception send(CamelContext camel, String uri) {
    return camel.createFluentProducerTemplate().withBody("x").to(uri).send().getException();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name + ".camel.yaml"), text);
  }
}
