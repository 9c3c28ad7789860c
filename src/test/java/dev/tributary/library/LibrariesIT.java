package dev.tributary.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.reload.PipelineFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in lib/ is on the class path as if it had been in the jar. */
class LibrariesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String LATE = "is new: restart to take that up";

  @TempDir private Path folder;

  @BeforeEach
  void layOut() throws IOException {
    PipelineFolder.copy(folder.resolve("routes"));
    Files.writeString(
        folder.resolve("application.properties"),
        """
        tributary.kafka.brokers=127.0.0.1:1
        tributary.mqtt.broker-url=
        tributary.http.port=
        tributary.coap.port=
        tributary.management.port=
        tributary.reload.enabled=true
        tributary.trace.directory=%s
        """
            .formatted(folder));
  }

  @Test
  void takeWhatIsInJarsAsIfItWereOurOwn() throws Exception {
    own().write(folder.resolve("lib/own.jar"));
    Files.createDirectories(folder.resolve("routes/kamelets"));
    Files.writeString(
        folder.resolve("routes/kamelets/beside-action.kamelet.yaml"), kamelet("beside"));
    Files.writeString(folder.resolve("routes/own.camel.yaml"), ROUTE);
    Launcher program = Launcher.in(folder);

    Launcher.Ended check = program.run("check");
    assertThat(check.output()).contains("Nothing wrong.").doesNotContain("lib");
    assertThat(check.code()).isZero();

    Process gateway = program.start(List.of(), "run");
    try {
      await()
          .atMost(PATIENCE)
          .until(program::output, said -> said.contains("own: hello from bean, stamped, greeted"));
      assertThat(program.output())
          .contains("in-jar, beside, driver dev.example.OwnDriver")
          .doesNotContain("ERROR");

      new OwnJar(folder).resource("kamelets/none.txt", "").write(folder.resolve("lib/late.jar"));
      await().atMost(PATIENCE).until(program::output, said -> said.contains("late.jar " + LATE));
    } finally {
      gateway.destroyForcibly().waitFor();
    }
  }

  @Test
  void nameWhatCannotBeReadAndWhatIsThereTwice() throws Exception {
    own().write(folder.resolve("lib/own.jar"));
    Files.copy(folder.resolve("lib/own.jar"), folder.resolve("lib/own-copy.jar"));
    Files.writeString(folder.resolve("lib/page.jar"), "<html>404</html>");
    Files.createDirectories(folder.resolve("lib/unpacked.jar"));
    Launcher program = Launcher.in(folder);

    Launcher.Ended check = program.run("check");
    assertThat(check.code()).isOne();
    assertThat(check.output())
        .containsOnlyOnce("lib/page.jar must be a readable jar")
        .containsOnlyOnce("lib/unpacked.jar must be a readable jar")
        .contains(
            "warning: lib/own.jar has classes that are on the class path already, from own-copy.jar");

    Launcher.Ended run = program.run("run");
    assertThat(run.code()).isOne();
    assertThat(run.output()).contains("error: lib/page.jar must be a readable jar");
  }

  /** The jar of the build: its manifest, and its classes from an archive of class data. */
  @Test
  void leaveTheArchiveOfClassDataInUse() throws Exception {
    own().write(folder.resolve("lib/own.jar"));
    Files.writeString(
        folder.resolve("routes/own.camel.yaml"), ROUTE.replace("kamelet:beside-action", "log:x"));
    Launcher program = Launcher.ofTheBuild(folder);
    Path archive = folder.resolve("tributary.jsa");
    Launcher.Ended without = program.run(List.of("-XX:ArchiveClassesAtExit=" + archive), "check");
    assertThat(without.output()).contains("Nothing wrong.");

    Launcher.Ended with =
        program.run(
            List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:class+load"),
            "check");
    assertThat(with.output())
        .contains("Nothing wrong.")
        .containsPattern("dev\\.tributary\\.check\\.Check source: shared objects file \\(top\\)")
        .containsPattern("dev\\.example\\.Greeter source: .*own\\.jar");
  }

  private static final String ROUTE =
      """
      - beans:
          - name: greeter
            type: dev.example.Greeter
          - name: stamp
            type: dev.example.Stamp
      - route:
          id: own
          from:
            uri: timer:own?repeatCount=1
            steps:
              - bean: { ref: greeter, method: hello }
              - process: { ref: stamp }
              - to: greet:all
              - to: kamelet:in-jar-action
              - to: kamelet:beside-action
              - bean: { beanType: dev.example.Greeter, method: driver }
              - log: "own: ${body}"
      """;

  private static String kamelet(String word) {
    return """
        apiVersion: camel.apache.org/v1
        kind: Kamelet
        metadata:
          name: %s-action
          labels: { camel.apache.org/kamelet.type: action }
        spec:
          definition: { title: Adds a word }
          template:
            from:
              uri: kamelet:source
              steps:
                - setBody: { simple: "${body}, %s" }
        """
        .formatted(word, word);
  }

  private OwnJar own() throws IOException {
    return new OwnJar(folder)
        .source(
            "dev.example.Greeter",
            """
            package dev.example;
            public final class Greeter {
              public String hello() {
                return "hello from bean";
              }
              public String driver(String body) throws java.sql.SQLException {
                return body + ", driver " + java.sql.DriverManager.getDriver("jdbc:own:x").getClass().getName();
              }
            }
            """)
        .source(
            "dev.example.Stamp",
            """
            package dev.example;
            public final class Stamp implements org.apache.camel.Processor {
              @Override public void process(org.apache.camel.Exchange exchange) {
                exchange.getMessage().setBody(exchange.getMessage().getBody(String.class) + ", stamped");
              }
            }
            """)
        .source("dev.example.GreetComponent", COMPONENT)
        .source("dev.example.OwnDriver", DRIVER)
        .resource("META-INF/services/java.sql.Driver", "dev.example.OwnDriver\n")
        .resource(
            "META-INF/services/org/apache/camel/component/greet",
            "class=dev.example.GreetComponent\n")
        .resource("META-INF/services/org/apache/camel/component.properties", "components=greet\n")
        .resource("kamelets/in-jar-action.kamelet.yaml", kamelet("in-jar"));
  }

  private static final String COMPONENT =
      """
      package dev.example;
      import org.apache.camel.*;
      import org.apache.camel.support.*;
      public final class GreetComponent extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String rest, java.util.Map<String, Object> options) {
          return new DefaultEndpoint(uri, this) {
            @Override public Producer createProducer() {
              return new DefaultProducer(this) {
                @Override public void process(Exchange exchange) {
                  exchange.getMessage().setBody(exchange.getMessage().getBody(String.class) + ", greeted");
                }
              };
            }
            @Override public Consumer createConsumer(Processor processor) {
              throw new UnsupportedOperationException();
            }
          };
        }
      }
      """;

  private static final String DRIVER =
      """
      package dev.example;
      import java.sql.*;
      import java.util.Properties;
      public final class OwnDriver implements Driver {
        static {
          try {
            DriverManager.registerDriver(new OwnDriver());
          } catch (SQLException e) {
            throw new ExceptionInInitializerError(e);
          }
        }
        @Override public Connection connect(String url, Properties p) { return null; }
        @Override public boolean acceptsURL(String url) { return url.startsWith("jdbc:own:"); }
        @Override public DriverPropertyInfo[] getPropertyInfo(String url, Properties p) { return new DriverPropertyInfo[0]; }
        @Override public int getMajorVersion() { return 1; }
        @Override public int getMinorVersion() { return 0; }
        @Override public boolean jdbcCompliant() { return false; }
        @Override public java.util.logging.Logger getParentLogger() { return null; }
      }
      """;
}
