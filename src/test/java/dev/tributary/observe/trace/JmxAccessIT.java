package dev.tributary.observe.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.engine.GatewayMain;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("BanJNDI") // the address is our own
class JmxAccessIT {
  @TempDir private Path folder;
  private final GatewayMain main = new GatewayMain();
  private CamelContext camel;
  private final Tracing tracing = new Tracing(List.of());
  private JmxAccess access;

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
            from("direct:in").routeId("ingest-test").log("x");
          }
        });
    main.start();
    access = JmxAccess.open(tracing, folder, false);
  }

  @AfterEach
  void close() {
    access.close();
    tracing.close();
    main.stop();
  }

  @Test
  void keepsThePasswordToItsOwner() throws IOException {
    assertThat(Files.getPosixFilePermissions(folder.resolve("jmx")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(JmxFile.read(folder).password()).hasSize(48);
  }

  @Test
  void letsNobodyInWithoutThePassword() throws IOException {
    JmxFile file = JmxFile.read(folder);

    assertThatThrownBy(() -> connect(file.url(), "guess")).isInstanceOf(SecurityException.class);
    assertThatThrownBy(() -> JMXConnectorFactory.connect(new JMXServiceURL(file.url())))
        .isInstanceOf(SecurityException.class);
  }

  @Test
  void letsAViewerReadAndTrace() throws Exception {
    try (JMXConnector connector = connect()) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      ObjectName name = new ObjectName(JmxAccess.TRACING);
      Object lease =
          beans.invoke(
              name,
              "open",
              new Object[] {"dev-1", null, null},
              new String[] {"java.lang.String", "java.lang.String", "java.lang.String"});

      assertThat(beans.getAttribute(name, "Viewers")).isEqualTo(1);
      assertThat(beans.getAttribute(name, "Tracing")).isEqualTo(true);
      beans.invoke(name, "close", new Object[] {lease}, new String[] {"java.lang.String"});
      assertThat(beans.getAttribute(name, "Tracing")).isEqualTo(false);
    }
  }

  @Test
  void leavesCamelsOwnTracerToWhoMayChangeThings() throws Exception {
    MBeanServer inside = ManagementFactory.getPlatformMBeanServer();
    ObjectName tracer = tracer(inside);
    inside.setAttribute(tracer, new Attribute("Enabled", true));

    camel.createProducerTemplate().sendBody("direct:in", "x");

    assertThat((String) inside.invoke(tracer, "dumpAllTracedMessagesAsXml", null, null))
        .contains("ingest-test");
  }

  @Test
  void letsAClientUseCamelsTracerWhereThatIsAllowed() throws Exception {
    access.close();
    access = JmxAccess.open(tracing, folder, true);
    try (JMXConnector connector = connect()) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      ObjectName tracer = tracer(beans);
      beans.setAttribute(tracer, new Attribute("TracePattern", "ingest-*"));
      beans.setAttribute(tracer, new Attribute("Enabled", true));

      camel.createProducerTemplate().sendBody("direct:in", "twenty-one");

      assertThat(dump(beans, tracer, "dumpAllTracedMessagesAsXml"))
          .contains("ingest-test", "twenty-one");
      beans.invoke(tracer, "clear", null, null);
      assertThat(dump(beans, tracer, "dumpAllTracedMessagesAsXml")).doesNotContain("twenty-one");
      beans.setAttribute(tracer, new Attribute("Enabled", false));

      refused(() -> beans.setAttribute(tracer, new Attribute("TraceFilter", "groovy:1")));
      refused(
          () ->
              beans.setAttributes(
                  tracer, new AttributeList(List.of(new Attribute("TraceFilter", "groovy:1")))));
      refused(() -> beans.invoke(tracer, "dumpAllTracedMessages", null, null));
    }
  }

  private static String dump(MBeanServerConnection beans, ObjectName tracer, String operation)
      throws Exception {
    return (String) beans.invoke(tracer, operation, null, null);
  }

  @Test
  void letsNobodyChangeOrRunAnything() throws Exception {
    try (JMXConnector connector = connect()) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      ObjectName tracer = tracer(beans);
      ObjectName context =
          beans
              .queryNames(new ObjectName("org.apache.camel:type=context,*"), null)
              .iterator()
              .next();

      refused(() -> beans.setAttribute(tracer, new Attribute("TraceFilter", "groovy:1")));
      refused(() -> beans.setAttribute(tracer, new Attribute("Enabled", true)));
      assertThatThrownBy(() -> beans.setAttribute(tracer, new Attribute("Enabled", true)))
          .hasMessageContaining("tributary.trace.backlog-tracer=true");
      refused(() -> beans.invoke(tracer, "dumpAllTracedMessagesAsXml", null, null));
      refused(() -> beans.invoke(context, "stop", null, null));
      refused(
          () ->
              beans.createMBean(
                  "javax.management.loading.MLet", new ObjectName("any:type=loader")));
      refused(() -> beans.unregisterMBean(tracer));
    }
  }

  @Test
  void showsRoutesAsTheyAreWritten() throws Exception {
    try (JMXConnector connector = connect()) {
      MBeanServerConnection beans = connector.getMBeanServerConnection();
      ObjectName route =
          beans
              .queryNames(
                  new ObjectName("org.apache.camel:type=routes,name=\"ingest-test\",*"), null)
              .iterator()
              .next();

      assertThat((String) beans.invoke(route, "dumpRouteAsXml", null, null))
          .contains("ingest-test", "direct:in");
      assertThat((String) beans.invoke(route, "dumpRouteAsYaml", null, null))
          .contains("ingest-test", "direct:in");
      refused(
          () ->
              beans.invoke(route, "dumpRouteAsXml", new Object[] {true}, new String[] {"boolean"}));
      refused(() -> beans.invoke(route, "stop", null, null));
    }
  }

  @Test
  void leavesNoAddressBehind() {
    access.close();

    assertThat(folder.resolve("jmx")).doesNotExist();
    assertThatThrownBy(() -> JmxFile.read(folder)).hasMessageContaining("is one running");
  }

  private static void refused(ThrowingCallable step) {
    assertThatThrownBy(step)
        .isInstanceOf(SecurityException.class)
        .hasMessageContaining("may read and trace");
  }

  private static ObjectName tracer(MBeanServerConnection beans) throws Exception {
    return beans
        .queryNames(new ObjectName("org.apache.camel:type=tracer,name=BacklogTracer,*"), null)
        .iterator()
        .next();
  }

  private JMXConnector connect() throws IOException {
    JmxFile file = JmxFile.read(folder);
    return connect(file.url(), file.password());
  }

  private static JMXConnector connect(String url, String password) throws IOException {
    return JMXConnectorFactory.connect(
        new JMXServiceURL(url),
        Map.of(JMXConnector.CREDENTIALS, new String[] {JmxAccess.USER, password}));
  }
}
