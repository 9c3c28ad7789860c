package dev.tributary.cli;

import dev.tributary.observe.trace.JmxFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The gateway that runs with the same settings, asked over JMX. */
final class RunningGateway {
  private RunningGateway() {}

  /**
   * @param folder where it wrote how it can be reached, {@code tributary.trace.directory}
   * @throws IOException where none answers
   */
  @SuppressWarnings("BanJNDI") // the address is what the gateway of these settings wrote
  static Object attribute(Path folder, String bean, String attribute) throws IOException {
    JmxFile access = JmxFile.read(folder);
    try (JMXConnector connector =
        JMXConnectorFactory.connect(
            new JMXServiceURL(access.url()),
            Map.of(JMXConnector.CREDENTIALS, new String[] {access.user(), access.password()}))) {
      return connector.getMBeanServerConnection().getAttribute(new ObjectName(bean), attribute);
    } catch (IOException | JMException e) {
      throw new IOException(
          "the gateway must answer but does not: %s (has it ended?)".formatted(e.getMessage()), e);
    }
  }
}
