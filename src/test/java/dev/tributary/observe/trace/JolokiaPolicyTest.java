package dev.tributary.observe.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.ObjectName;
import org.jolokia.server.core.restrictor.policy.PolicyRestrictor;
import org.jolokia.server.core.util.RequestType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy that deploy/jolokia.sh writes, judged by Jolokia itself. */
class JolokiaPolicyTest {
  private static final String END = "</restrict>";
  private static PolicyRestrictor policy;

  @BeforeAll
  static void readTheScript() throws IOException {
    String script = Files.readString(Path.of("deploy", "jolokia.sh"));
    String xml = script.substring(script.indexOf("<restrict>"), script.indexOf(END) + END.length());
    policy = new PolicyRestrictor(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void letTheLeaseAndReadingThrough() throws Exception {
    ObjectName lease = new ObjectName(JmxAccess.TRACING);
    for (String operation : new String[] {"open", "poll", "close"}) {
      assertThat(policy.isOperationAllowed(lease, operation)).as(operation).isTrue();
    }
    assertThat(policy.isAttributeReadAllowed(lease, "Viewers")).isTrue();
    assertThat(policy.isAttributeReadAllowed(camel("tracer", "BacklogTracer"), "TraceFilter"))
        .isTrue();
    assertThat(policy.isTypeAllowed(RequestType.READ)).isTrue();
  }

  @Test
  void letCamelsTracerAndWrittenRoutesThrough() throws Exception {
    ObjectName tracer = camel("tracer", "BacklogTracer");
    assertThat(policy.isAttributeWriteAllowed(tracer, "Enabled")).isTrue();
    assertThat(policy.isOperationAllowed(tracer, "dumpAllTracedMessagesAsXml()")).isTrue();
    assertThat(policy.isOperationAllowed(camel("routes", "publish"), "dumpRouteAsYaml()")).isTrue();
    assertThat(policy.isOperationAllowed(camel("context", "tributary"), "dumpRoutesAsXml()"))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dumpRouteAsXml(boolean)", "dumpRouteAsXml", "dumpRouteAsYaml", "stop()"})
  void refuseToResolvePlaceholdersOfARoute(String operation) throws Exception {
    assertThat(policy.isOperationAllowed(camel("routes", "publish"), operation)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TraceFilter", "TracePattern", "BacklogSize"})
  void refuseToWriteToTheTracer(String attribute) throws Exception {
    assertThat(policy.isAttributeWriteAllowed(camel("tracer", "BacklogTracer"), attribute))
        .isFalse();
    assertThat(policy.isAttributeWriteAllowed(new ObjectName(JmxAccess.TRACING), attribute))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "addOrUpdateRoutesFromXml", "dumpAllTracedMessages", "reload"})
  void refuseToRunAnythingElse(String operation) throws Exception {
    assertThat(policy.isOperationAllowed(camel("context", "tributary"), operation)).isFalse();
    assertThat(policy.isOperationAllowed(camel("tracer", "BacklogTracer"), operation)).isFalse();
    assertThat(policy.isOperationAllowed(new ObjectName(JmxAccess.TRACING), operation)).isFalse();
    assertThat(policy.isOperationAllowed(new ObjectName("dev.tributary:type=Reload"), operation))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = RequestType.class,
      names = {"EXEC", "WRITE"})
  void allowNoCommandThatChangesSomething(RequestType command) {
    assertThat(policy.isTypeAllowed(command)).isFalse();
  }

  @Test
  void letNobodyInFromElsewhere() {
    assertThat(policy.isRemoteAccessAllowed("127.0.0.1")).isTrue();
    assertThat(policy.isRemoteAccessAllowed("10.0.0.1")).isFalse();
  }

  private static ObjectName camel(String type, String name) throws Exception {
    return new ObjectName(
        "org.apache.camel:context=tributary,type=%s,name=%s".formatted(type, name));
  }
}
