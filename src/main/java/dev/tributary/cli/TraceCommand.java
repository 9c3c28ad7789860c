package dev.tributary.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.config.Mode;
import dev.tributary.config.OperatorFile;
import dev.tributary.observe.trace.JmxAccess;
import dev.tributary.observe.trace.JmxFile;
import dev.tributary.observe.trace.TracingMXBean;
import dev.tributary.text.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.management.JMX;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows messages on their way through the routes of a running gateway. */
@Command(
    name = "trace",
    description =
        "Follows messages through the routes of a running gateway: each step, when, and the"
            + " outcome. Patterns may hold *.")
final class TraceCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 500;

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options;

  @Option(names = "--device", paramLabel = "PATTERN", description = "Messages of these devices.")
  private String device;

  @Option(
      names = "--route",
      paramLabel = "PATTERN",
      description = "Messages that go through these routes, normalize.")
  private String route;

  @Option(
      names = "--address",
      paramLabel = "PATTERN",
      description = "Messages sent to these addresses.")
  private String address;

  @Option(
      names = "--failed",
      description = "Only messages that were not stored: rejected, refused, failed.")
  private boolean failed;

  @Option(
      names = "--count",
      defaultValue = "0",
      description = "Ends after so many messages; default never.")
  private int count;

  @Option(
      names = "--duration",
      converter = Durations.class,
      description = "Ends after so long, as 30s; default never.")
  private Duration duration;

  @Option(
      names = "--url",
      description =
          "The JMX service URL of another gateway; default the one of tributary.trace.directory.")
  private String url;

  @Option(names = "--user", defaultValue = "tributary", description = "The user for --url.")
  private String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The file that holds the password for --url.")
  private Path passwordFile;

  @Option(names = "--json", description = "One JSON object for each message.")
  private boolean json;

  @SuppressWarnings("BanJNDI") // the operator names the address, and the policy is the server's
  @Override
  public Integer call() throws Exception {
    JmxFile access = access();
    Map<String, ?> environment =
        Map.of(JMXConnector.CREDENTIALS, new String[] {access.user(), access.password()});
    try (JMXConnector connector =
        JMXConnectorFactory.connect(new JMXServiceURL(access.url()), environment)) {
      return follow(tracing(connector));
    } catch (IOException e) {
      throw new IOException(
          "the gateway must answer at %s but does not: %s (has it ended?)"
              .formatted(shortened(access.url()), e.getMessage()),
          e);
    }
  }

  private JmxFile access() throws IOException {
    if (url == null) {
      return JmxFile.read(options.load(Mode.DEV).settings().tributary().trace().directory());
    }
    String password =
        passwordFile == null ? "" : OperatorFile.text(passwordFile, OperatorFile.DATA).strip();
    return new JmxFile(url, user, password);
  }

  private static TracingMXBean tracing(JMXConnector connector)
      throws IOException, MalformedObjectNameException {
    return JMX.newMXBeanProxy(
        connector.getMBeanServerConnection(),
        new ObjectName(JmxAccess.TRACING),
        TracingMXBean.class);
  }

  private int follow(TracingMXBean tracing) throws IOException, InterruptedException {
    String lease = tracing.open(device, route, address);
    PrintWriter out = spec.commandLine().getOut();
    TraceTree tree = new TraceTree(out);
    CountDownLatch never = new CountDownLatch(1);
    long end = duration == null ? Long.MAX_VALUE : System.nanoTime() + duration.toNanos();
    int seen = 0;
    while (System.nanoTime() < end || end == Long.MAX_VALUE) {
      boolean unused = never.await(POLL_MILLIS, TimeUnit.MILLISECONDS);
      JsonNode polled = new ObjectMapper().readTree(tracing.poll(lease));
      for (JsonNode message : polled.path("messages")) {
        if (failed && !message.path("failed").asBoolean()) {
          continue;
        }
        if (json) {
          out.println(Printable.of(message.toString()));
        } else {
          tree.print(message);
        }
        if (++seen == count) {
          break;
        }
      }
      if (polled.path("dropped").asLong() > 0) {
        spec.commandLine()
            .getErr()
            .println(polled.path("dropped") + " more messages matched and are not shown");
      }
      out.flush();
      if (count > 0 && seen >= count) {
        break;
      }
    }
    tracing.close(lease);
    return 0;
  }

  private static String shortened(String url) {
    return url.length() > 60 ? url.substring(0, 60) + "…" : url;
  }
}
