package dev.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.observe.trace.JmxFile;
import dev.tributary.world.TributaryTest;
import dev.tributary.world.World;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.management.Attribute;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code trace} beside a gateway that runs, as an operator types it. */
@TributaryTest(
    value = {"tributary.trace.directory=target/trace-command", "tributary.max-payload-bytes=1 KiB"},
    editable = true)
class TraceCommandIT {
  private static final String[] JSON = {"Content-Type", "application/json"};
  private static final String TELEMETRY = "/v1/devices/dev-1/telemetry";

  @TempDir private Path folder;

  @Test
  @Timeout(60)
  void showMessagesOfEveryReason(World world) throws Exception {
    world
        .folder()
        .edit(
            "route.camel.yaml",
            "        - split:",
            """
                    - filter:
                        simple: ${variable.device} == 'lost'
                        steps:
                          - stop: {}
            """
                + "        - split:");
    world.reload();
    CompletableFuture<Ran> traced = trace("--failed", "--count", "8", "--duration", "20s");

    world.post(TELEMETRY, "{\"temp\": 21}", JSON);
    world.post(TELEMETRY, "{\"temp\": ", JSON);
    world.post(TELEMETRY, "{\"blurb\": 1}", JSON);
    world.post(TELEMETRY, "{\"temp\": -500}", JSON);
    world.post("/v1/telemetry", "[{\"temp\": 21}]", JSON);
    world.post(TELEMETRY, "<temp>21</temp>", "Content-Type", "application/xml");
    world.post(TELEMETRY, "{\"temp\": " + " ".repeat(2000) + "1}", JSON);
    world.post("/v1/no/such/address", "{\"temp\": 21}", JSON);
    world.post("/v1/devices/lost/telemetry", "{\"temp\": 21}", JSON);

    Ran ran = traced.get(40, TimeUnit.SECONDS);
    assertThat(ran.code()).isZero();
    assertThat(ran.out().lines().filter(line -> line.contains(" => ")))
        .satisfiesExactly(
            line -> assertThat(line).contains("=> unreadable (kept): the payload is no JSON"),
            line -> assertThat(line).contains("=> unmapped (kept): "),
            line -> assertThat(line).contains("=> invalid (kept): temperature must be"),
            line -> assertThat(line).contains("=> bad-identity (kept): "),
            line -> assertThat(line).contains("=> unsupported-format (refused): "),
            line -> assertThat(line).contains("=> too-large (refused): "),
            line -> assertThat(line).contains("=> not-found (refused): "),
            line -> assertThat(line).contains("=> internal: its route ended without publishing"));
    // each route stands there with its name; an empty line stands behind each message
    assertThat(ran.out().lines().filter(String::isBlank)).hasSize(8);
  }

  @Test
  @Timeout(60)
  void followsRoutesOfTheOperatorsOwn(World world) throws Exception {
    world
        .folder()
        .save(
            "own.camel.yaml",
            """
            - route:
                id: lamp
                from:
                  uri: platform-http:/lamp
                  steps:
                    - setBody: { constant: the lamp is on }
                    - to: direct:lamp-log
            - route:
                id: lamp-log
                from:
                  uri: direct:lamp-log
                  steps:
                    - setBody: { simple: "noted: ${body}" }
            - route:
                id: beacon
                from:
                  uri: timer:beacon?period=100
                  steps:
                    - setBody: { constant: blink }
            """);
    world.reload();

    CompletableFuture<Ran> inner =
        trace("--route", "lamp-log", "--count", "1", "--duration", "20s");
    world.post("/lamp", "x");
    assertThat(inner.get(40, TimeUnit.SECONDS).out())
        .contains("lamp\n", "lamp-log\n", "setBody[constant{the lamp is on}]", "=> ended")
        .doesNotContain("beacon");

    CompletableFuture<Ran> timer = trace("--route", "bea*", "--count", "2", "--duration", "20s");
    assertThat(timer.get(40, TimeUnit.SECONDS).out())
        .contains("beacon\n", "setBody[constant{blink}]")
        .doesNotContain("lamp");

    CompletableFuture<Ran> stage =
        trace("--route", "normalize", "--count", "1", "--duration", "20s");
    world.post(TELEMETRY, "{\"temp\": 21}", JSON);
    assertThat(stage.get(40, TimeUnit.SECONDS).out())
        .contains("ingest-http", "normalize", "=> stored");
  }

  @Test
  @Timeout(60)
  @SuppressWarnings("BanJNDI") // the address is our own
  void letsAnyJmxClientTraceInDev(World world) throws Exception {
    JmxFile access = JmxFile.read(Path.of("target/trace-command"));
    try (JMXConnector connector =
        JMXConnectorFactory.connect(
            new JMXServiceURL(access.url()),
            Map.of(JMXConnector.CREDENTIALS, new String[] {access.user(), access.password()}))) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      ObjectName tracer = one(beans, "type=tracer,name=BacklogTracer");
      beans.setAttribute(tracer, new Attribute("Enabled", true));
      world.post(TELEMETRY, "{\"temp\": 21.25}", JSON);
      String traced = dump(beans, tracer, "dumpAllTracedMessagesAsXml");
      beans.setAttribute(tracer, new Attribute("Enabled", false));

      assertThat(traced).contains("ingest-http", "normalize", "publish", "21.25");
      for (String route : List.of("ingest-http", "ingest-mqtt", "route", "on-failure")) {
        ObjectName bean = one(beans, "type=routes,name=\"" + route + "\"");
        assertThat(dump(beans, bean, "dumpRouteAsXml")).contains("<route", route);
        assertThat(dump(beans, bean, "dumpRouteAsYaml")).contains("- route:", route);
      }
    }
  }

  private static ObjectName one(MBeanServerConnection beans, String name) throws Exception {
    Set<ObjectName> found =
        beans.queryNames(new ObjectName("org.apache.camel:" + name + ",*"), null);
    assertThat(found).as(name).hasSize(1);
    return found.iterator().next();
  }

  private static String dump(MBeanServerConnection beans, ObjectName bean, String operation)
      throws Exception {
    return (String) beans.invoke(bean, operation, null, null);
  }

  private CompletableFuture<Ran> trace(String... options) throws IOException {
    Path config = Files.writeString(folder.resolve("none.properties"), "");
    String[] all = new String[options.length + 5];
    System.arraycopy(options, 0, all, 5, options.length);
    all[0] = "trace";
    all[1] = "--config";
    all[2] = config.toString();
    all[3] = "--set";
    all[4] = "tributary.trace.directory=target/trace-command";
    CompletableFuture<Ran> ran = CompletableFuture.supplyAsync(() -> Ran.of(all));
    await("somebody watches")
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                ran.isDone()
                    || (Integer)
                            ManagementFactory.getPlatformMBeanServer()
                                .getAttribute(
                                    new ObjectName("dev.tributary:type=Tracing"), "Viewers")
                        == 1);
    assertThat(ran).isNotDone();
    return ran;
  }
}
