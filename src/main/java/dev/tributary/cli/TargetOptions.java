package dev.tributary.cli;

import dev.tributary.config.Settings;
import dev.tributary.contract.Protocol;
import dev.tributary.simulate.Credentials;
import dev.tributary.simulate.Targets;
import java.net.URI;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Where simulated devices send; shared by simulate and verify. */
final class TargetOptions {
  @Option(
      names = "--mqtt",
      paramLabel = "URL",
      description = "The MQTT broker that the gateway reads from. Default: as configured.")
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
      description = "The gateway's HTTP listener. Default: as configured.")
  private URI http;

  @Option(names = "--http-token", paramLabel = "TOKEN", description = "The bearer token there.")
  private String httpToken;

  @Option(
      names = "--coap",
      paramLabel = "URL",
      description = "The gateway's CoAP listener. Default: as configured.")
  private URI coap;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description =
          "PEM with the authorities of ssl://, https:// and coaps://. Default: those that Java"
              + " knows.")
  private Path ca;

  @Option(
      names = "--certificate",
      paramLabel = "FILE",
      description = "PEM with the certificate that the devices show there.")
  private Path certificate;

  @Option(names = "--key", paramLabel = "FILE", description = "Its private key, PEM.")
  private Path key;

  @Option(
      names = "--coap-identity",
      paramLabel = "NAME",
      description = "The identity of coaps:// with a pre-shared key.")
  private String coapIdentity;

  @Option(
      names = "--coap-key",
      paramLabel = "HEX",
      arity = "0..1",
      interactive = true,
      description = "Its key; asked for when written without a value.")
  private String coapKey;

  /** What is not given is taken from the settings of the gateway on this machine. */
  Targets targets(Settings.Tributary settings) {
    return new Targets(
        mqtt != null ? mqtt : broker(settings),
        mqttUsername != null ? mqttUsername : settings.mqtt().username(),
        mqttPassword != null ? mqttPassword : settings.mqtt().password(),
        http != null ? http : local(web(settings.http()), settings.http().port()),
        httpToken,
        coap != null ? coap : local("coap", settings.coap().port()),
        Credentials.of(new Settings.Tls(certificate, key, ca), coapIdentity, coapKey));
  }

  private static String broker(Settings.Tributary settings) {
    String configured = settings.mqtt().brokerUrl();
    return configured == null || configured.isEmpty()
        ? "tcp://localhost:" + settings.dev().mqttPort()
        : configured;
  }

  private static String web(Settings.Http settings) {
    return settings.tls().certificate() == null ? "http" : "https";
  }

  private static URI local(String scheme, OptionalInt port) {
    return port.isPresent() ? URI.create(scheme + "://localhost:" + port.getAsInt()) : null;
  }

  static final class ProtocolConverter implements ITypeConverter<Protocol> {
    @Override
    public Protocol convert(String word) {
      return Protocol.of(word)
          .filter(Protocol.ofDevices()::contains)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "a protocol is one of %s but is \"%s\""
                          .formatted(
                              Protocol.ofDevices().stream()
                                  .map(Protocol::word)
                                  .collect(Collectors.joining(", ")),
                              word)));
    }
  }
}
