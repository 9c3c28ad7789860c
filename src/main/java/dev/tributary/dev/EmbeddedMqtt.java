package dev.tributary.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptor;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

/**
 * A real MQTT 5 broker in this process, reachable from this machine only. Sessions, queued and
 * retained messages are on disk and survive {@link #stop} and {@link #start}, which keep the port.
 */
public final class EmbeddedMqtt implements AutoCloseable {
  private static final String ACCEPTOR = "mqtt";
  private static final String HOST = "127.0.0.1";
  private static final long LOCK_PATIENCE_MILLIS = 5_000;

  private final Path directory;
  private int port;
  private EmbeddedActiveMQ broker;

  private EmbeddedMqtt(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /**
   * @param directory where the broker keeps its data; made if missing
   * @param port 0 picks a free one, see {@link #port}
   */
  public static EmbeddedMqtt start(Path directory, int port) throws IOException {
    EmbeddedMqtt embedded = new EmbeddedMqtt(directory, port);
    embedded.start();
    return embedded;
  }

  /** Starts again after {@link #stop}, on the same port with the same data. */
  public void start() throws IOException {
    EmbeddedActiveMQ starting = new EmbeddedActiveMQ();
    starting.setConfiguration(configuration());
    try {
      starting.start();
    } catch (Exception e) {
      throw notStarted(e);
    }
    if (!(starting.getActiveMQServer().getRemotingService().getAcceptor(ACCEPTOR)
            instanceof NettyAcceptor acceptor)
        || acceptor.getActualPort() <= 0) {
      quietly(starting);
      throw notStarted(null);
    }
    broker = starting;
    port = acceptor.getActualPort();
  }

  /** Disconnects every client and closes the data in good order. */
  public void stop() throws IOException {
    if (broker == null) {
      return;
    }
    EmbeddedActiveMQ stopping = broker;
    broker = null;
    try {
      stopping.stop();
    } catch (Exception e) {
      throw new IOException("the embedded MQTT broker did not stop: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  public int port() {
    return port;
  }

  /** {@code tcp://127.0.0.1:1883}. */
  public String url() {
    return "tcp://" + HOST + ":" + port;
  }

  private Configuration configuration() throws IOException {
    String data = directory.toAbsolutePath().toString();
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration.setName("tributary-dev");
    configuration
        .setPersistenceEnabled(true)
        .setJournalType(JournalType.NIO)
        .setJournalDirectory(data + "/journal")
        .setBindingsDirectory(data + "/bindings")
        .setLargeMessagesDirectory(data + "/large-messages")
        .setPagingDirectory(data + "/paging")
        .setJournalLockAcquisitionTimeout(LOCK_PATIENCE_MILLIS)
        .setSecurityEnabled(false)
        .setJMXManagementEnabled(false)
        .setMaxDiskUsage(-1);
    configuration.setMqttSubscriptionPersistenceEnabled(true);
    // A busy laptop is no reason for the broker to stop itself.
    configuration.setCriticalAnalyzer(false);
    configuration.addAcceptorConfiguration(
        new TransportConfiguration(
            NettyAcceptorFactory.class.getName(),
            Map.of("host", HOST, "port", String.valueOf(port), "protocols", "MQTT"),
            ACCEPTOR));
    configuration.addAddressSetting("#", addressSettings());
    return configuration;
  }

  /** Artemis drops a message after ten deliveries; an MQTT broker never does. */
  private static AddressSettings addressSettings() {
    return new AddressSettings()
        .setMaxDeliveryAttempts(-1)
        .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
        .setDeadLetterAddress(SimpleString.of("undelivered"))
        .setExpiryAddress(SimpleString.of("expired"))
        .setAutoCreateExpiryResources(false);
  }

  private IOException notStarted(Exception cause) {
    return new IOException(
        ("the embedded MQTT broker did not start on %s:%d with its data in %s: the port must be"
                + " free and the directory not in use by another broker%s")
            .formatted(HOST, port, directory, cause == null ? "" : " (" + cause.getMessage() + ")"),
        cause);
  }

  private static void quietly(EmbeddedActiveMQ broker) {
    try {
      broker.stop();
    } catch (Exception e) {
      // The caller needs the failure to start, not this one.
    }
  }
}
