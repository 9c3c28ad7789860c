package dev.tributary.cli;

import dev.tributary.ingest.Protocol;
import dev.tributary.simulate.Targets;
import java.net.URI;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where simulated devices send; shared by simulate and verify. */
final class TargetOptions {
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  @Option(
      names = "--mqtt",
      paramLabel = "URL",
      defaultValue = "tcp://localhost:1883",
      description = "The MQTT broker that the gateway reads from. [${DEFAULT-VALUE}]")
  private String mqtt;

  @Option(names = "--mqtt-username", paramLabel = "NAME", description = "Its user name.")
  private String mqttUsername;

  @Option(
      names = "--mqtt-password",
      paramLabel = "PASSWORD",
      arity = "0..1",
      interactive = true,
      description = "Its password; asked for when written without a value.")
  private String mqttPassword;

  @Option(
      names = "--http",
      paramLabel = "URL",
      defaultValue = "http://localhost:8080",
      description = "The gateway's HTTP end. [${DEFAULT-VALUE}]")
  private URI http;

  @Option(names = "--http-token", paramLabel = "TOKEN", description = "The bearer token there.")
  private String httpToken;

  @Option(
      names = "--coap",
      paramLabel = "URL",
      defaultValue = "coap://localhost:5683",
      description = "The gateway's CoAP end. [${DEFAULT-VALUE}]")
  private URI coap;

  Targets targets() {
    return new Targets(mqtt, mqttUsername, mqttPassword, http, httpToken, coap);
  }

  /** Whether all that these protocols send to is on this machine. */
  boolean local(List<Protocol> protocols) {
    return protocols.stream()
        .map(
            protocol ->
                switch (protocol) {
                  case MQTT -> URI.create(mqtt);
                  case HTTP -> http;
                  case COAP -> coap;
                })
        .allMatch(target -> target.getHost() != null && LOCAL.contains(target.getHost()));
  }

  static final class ProtocolConverter implements ITypeConverter<Protocol> {
    @Override
    public Protocol convert(String word) {
      for (Protocol protocol : Protocol.values()) {
        if (protocol.word().equals(word)) {
          return protocol;
        }
      }
      throw new TypeConversionException(
          "a protocol is one of mqtt, coap, http but is \"" + word + "\"");
    }
  }
}
