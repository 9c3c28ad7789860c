package dev.tributary.observe.trace;

import java.io.IOException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.rmi.server.RMIServerSocketFactory;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.remote.JMXAuthenticator;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXPrincipal;
import javax.management.remote.JMXServiceURL;
import javax.security.auth.Subject;

/**
 * JMX on the loopback interface, for {@code trace} and for reading. No registry and no fixed port:
 * who may read the gateway's state folder finds address and password there. (Attaching by process
 * id would need a JDK on both sides.)
 */
public final class JmxAccess implements AutoCloseable {
  public static final String TRACING = "dev.tributary:type=Tracing";
  static final String USER = "tributary";

  private final JMXConnectorServer connector;
  private final Path file;
  private final ObjectName name;
  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  private JmxAccess(JMXConnectorServer connector, Path file, ObjectName name) {
    this.connector = connector;
    this.file = file;
    this.name = name;
  }

  /**
   * @param folder where address and password are written, readable for the owner only
   * @param backlogTracer whether Camel's own tracer may be switched on
   */
  public static JmxAccess open(Tracing tracing, Path folder, boolean backlogTracer)
      throws IOException {
    // the address that the connector announces, else that of another interface
    if (System.getProperty("java.rmi.server.hostname") == null) {
      System.setProperty(
          "java.rmi.server.hostname", InetAddress.getLoopbackAddress().getHostAddress());
    }
    byte[] random = new byte[24];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    try {
      ObjectName name = new ObjectName(TRACING);
      if (beans.isRegistered(name)) {
        beans.unregisterMBean(name);
      }
      beans.registerMBean(tracing, name);
      JMXConnectorServer connector =
          JMXConnectorServerFactory.newJMXConnectorServer(
              new JMXServiceURL("service:jmx:rmi://"), environment(password), beans);
      connector.setMBeanServerForwarder(ReadingOnly.but(name, backlogTracer));
      connector.start();
      Path file =
          JmxFile.write(folder, new JmxFile(connector.getAddress().toString(), USER, password));
      return new JmxAccess(connector, file, name);
    } catch (JMException e) {
      throw new IOException("tracing cannot be offered over JMX: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> environment(String password) {
    Map<String, Object> environment = new HashMap<>();
    environment.put(JMXConnectorServer.AUTHENTICATOR, authenticator(password));
    environment.put("jmx.remote.rmi.server.socket.factory", new Loopback());
    // nothing but text is read before a caller is known, and no operation takes more
    environment.put(
        "jmx.remote.rmi.server.credentials.filter.pattern", "java.lang.String;maxarray=10;!*");
    return environment;
  }

  private static JMXAuthenticator authenticator(String password) {
    byte[] expected = (USER + "\n" + password).getBytes(StandardCharsets.UTF_8);
    return credentials -> {
      byte[] given =
          credentials instanceof String[] pair && pair.length == 2
              ? (pair[0] + "\n" + pair[1]).getBytes(StandardCharsets.UTF_8)
              : new byte[0];
      if (!MessageDigest.isEqual(expected, given)) {
        throw new SecurityException("user or password is wrong");
      }
      Subject subject = new Subject();
      subject.getPrincipals().add(new JMXPrincipal(USER));
      subject.setReadOnly();
      return subject;
    };
  }

  @Override
  public void close() {
    try {
      JmxFile.delete(file);
      connector.stop();
      beans.unregisterMBean(name);
    } catch (IOException | JMException e) {
      // the process ends; a leftover file names a port that is closed
    }
  }

  /** Equal to any other: RMI then serves all objects behind one port. */
  private static final class Loopback implements RMIServerSocketFactory, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public ServerSocket createServerSocket(int port) throws IOException {
      return new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Loopback;
    }

    @Override
    public int hashCode() {
      return Loopback.class.hashCode();
    }
  }
}
