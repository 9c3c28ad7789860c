package dev.tributary.cli;

import dev.tributary.config.Hosts;
import dev.tributary.config.Problems;
import dev.tributary.config.Settings;
import dev.tributary.contract.AddressTemplates;
import dev.tributary.net.OpenFiles;
import dev.tributary.project.OperatorFolder;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** What can be known before anything starts, so that all of it is reported at once. */
final class Preflight {
  /** What a gateway opens at its start, and a few connections of devices. */
  private static final int GATEWAY_FILES = 160;

  /** What the brokers of dev open for topics and connections. */
  private static final int BROKER_FILES = 300;

  private final Problems problems = new Problems();

  private Preflight() {}

  /**
   * @throws Problems.Found with everything that would keep the gateway from starting
   */
  static void check(Settings.Tributary settings, Path routes) {
    Preflight preflight = new Preflight();
    preflight.openFiles(GATEWAY_FILES);
    preflight.routes(routes);
    preflight.addresses(settings.addresses());
    preflight.tcp("http.port", settings.http().host(), settings.http().port());
    preflight.tcp("management.port", settings.management().host(), settings.management().port());
    preflight.udp("coap.port", settings.coap().host(), settings.coap().port());
    preflight.udp("coap.secure-port", settings.coap().host(), settings.coap().securePort());
    if (!settings.insecure()) {
      preflight.openEnds(settings);
    }
    preflight.problems.throwIfAny();
  }

  /** The same for the ports of the brokers that dev is about to embed. */
  static void checkEmbedded(Settings.Tributary settings) {
    Preflight preflight = new Preflight();
    preflight.openFiles(GATEWAY_FILES + BROKER_FILES);
    if (settings.mqtt().brokerUrl() == null) {
      preflight.tcp("dev.mqtt-port", "127.0.0.1", OptionalInt.of(settings.dev().mqttPort()));
    }
    if (settings.kafka().brokers() == null) {
      preflight.tcp("dev.kafka-port", "127.0.0.1", OptionalInt.of(settings.dev().kafkaPort()));
    }
    preflight.problems.throwIfAny();
  }

  private void openFiles(int more) {
    String rule = OpenFiles.now().shortOf(more);
    if (!rule.isEmpty()) {
      problems.add(rule);
    }
  }

  private void routes(Path routes) {
    if (!Files.isDirectory(routes)) {
      problems.add(
          "the folder of routes must exist but \"%s\" does not (--routes names another; init writes"
                  .formatted(routes)
              + " one)");
      return;
    }
    OperatorFolder folder = OperatorFolder.list(routes);
    folder.problems().forEach(problem -> problems.add(problem.toString()));
    if (!folder.isExcessive() && folder.files(".camel.yaml").isEmpty()) {
      problems.add(
          "the folder of routes must hold *.camel.yaml files but \"%s\" has none"
              .formatted(routes));
    }
  }

  private void addresses(List<String> templates) {
    try {
      problems.addAll(AddressTemplates.parse(templates).overlaps());
    } catch (IllegalArgumentException e) {
      problems.add("tributary.addresses: " + e.getMessage());
    }
  }

  private interface Binding {
    Closeable to(InetSocketAddress address) throws IOException;
  }

  private void tcp(String key, String host, OptionalInt port) {
    probe(
        key,
        host,
        port,
        address -> {
          ServerSocket socket = new ServerSocket();
          socket.setReuseAddress(true);
          socket.bind(address);
          return socket;
        });
  }

  private void udp(String key, String host, OptionalInt port) {
    probe(key, host, port, DatagramSocket::new);
  }

  private void probe(String key, String host, OptionalInt port, Binding binding) {
    if (port.isEmpty() || port.getAsInt() == 0) {
      return;
    }
    InetSocketAddress address = new InetSocketAddress(host, port.getAsInt());
    if (address.isUnresolved()) {
      problems.add(
          "the host of tributary.%s must be an address of this machine but is \"%s\""
              .formatted(key, host));
      return;
    }
    try {
      binding.to(address).close();
    } catch (IOException e) {
      problems.add(
          "tributary.%s must be free but %s:%d cannot be bound: %s (set another; 0 picks a free one)"
              .formatted(key, host, port.getAsInt(), e.getMessage()));
    }
  }

  private void openEnds(Settings.Tributary settings) {
    Settings.Http http = settings.http();
    if (http.port().isPresent() && http.auth().equals("none")) {
      refuseIfReachable("tributary.http.auth must not be none", "http", http.host());
    }
    if (settings.coap().port().isPresent()) {
      refuseIfReachable(
          "tributary.coap.port must be empty, as plain CoAP authenticates nobody,",
          "coap",
          settings.coap().host());
    }
    Settings.Management management = settings.management();
    if (settings.console().enabled()
        && management.port().isPresent()
        && management.usersFile() == null) {
      refuseIfReachable(
          "tributary.management.users-file must be given, as the console shows messages to"
              + " everybody,",
          "management",
          management.host());
    }
  }

  private void refuseIfReachable(String rule, String section, String host) {
    if (Hosts.isReachable(host)) {
      problems.add(
          "%s while others can reach tributary.%s.host=%s (authenticate, listen on 127.0.0.1, or set tributary.insecure=true)"
              .formatted(rule, section, host));
    }
  }
}
