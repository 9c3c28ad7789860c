package dev.tributary.observe.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.engine.GatewayMain;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A viewer that gets no chance to say goodbye, with the lease as it ships. */
@SuppressWarnings("BanJNDI") // the address is our own
class KilledViewerIT {
  /** 15 s, and what a busy machine may need on top. */
  private static final Duration LEASE = Duration.ofSeconds(20);

  private static final Duration START = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final GatewayMain main = new GatewayMain();
  private CamelContext camel;
  private final Tracing tracing = new Tracing(List.of());
  private JmxAccess access;
  private Process viewer;

  @BeforeEach
  void open() throws Exception {
    main.configure().withBasePackageScanEnabled(false);
    main.init();
    camel = main.getCamelContext();
    tracing.bind(camel);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:in").routeId("ingest-test").setBody(constant("seen"));
          }
        });
    main.start();
    access = JmxAccess.open(tracing, folder, false);
  }

  @AfterEach
  void close() throws Exception {
    if (viewer != null) {
      viewer.destroyForcibly().waitFor();
    }
    access.close();
    tracing.close();
    main.stop();
  }

  @Test
  void leavesTheTracerOffWhenItIsKilled() throws Exception {
    viewer = trace();
    JmxFile file = JmxFile.read(folder);
    try (JMXConnector connector =
        JMXConnectorFactory.connect(
            new JMXServiceURL(file.url()),
            Map.of(JMXConnector.CREDENTIALS, new String[] {file.user(), file.password()}))) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      await("the viewer watches")
          .atMost(START)
          .until(() -> viewers(beans) == 1 || !viewer.isAlive());
      assertThat(viewer.isAlive()).isTrue();
      camel.createProducerTemplate().sendBody("direct:in", "x");

      viewer.destroyForcibly().waitFor(); // SIGKILL
      assertThat(viewer.exitValue()).isEqualTo(128 + 9);
      assertThat(viewers(beans)).isEqualTo(1);
      assertThat(isOn(beans)).isTrue();

      await("the lease has ended")
          .atMost(LEASE)
          .untilAsserted(() -> assertThat(viewers(beans)).isZero());
      assertThat(isOn(beans)).isFalse();
    }
  }

  private Process trace() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.tributary.Tributary",
            "trace",
            "--config",
            Files.writeString(folder.resolve("none"), "").toString(),
            "--set",
            "tributary.trace.directory=" + folder)
        .redirectErrorStream(true)
        .redirectOutput(new File("target", "killed-viewer.log"))
        .start();
  }

  private static int viewers(MBeanServerConnection beans) throws Exception {
    return (Integer) beans.getAttribute(new ObjectName(JmxAccess.TRACING), "Viewers");
  }

  private static boolean isOn(MBeanServerConnection beans) throws Exception {
    return (Boolean) beans.getAttribute(new ObjectName(JmxAccess.TRACING), "Tracing");
  }
}
