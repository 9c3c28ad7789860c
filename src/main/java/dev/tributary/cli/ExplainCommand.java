package dev.tributary.cli;

import dev.tributary.config.Mode;
import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.Protocol;
import dev.tributary.contract.SampleMessage;
import dev.tributary.observe.Logs;
import dev.tributary.project.Project;
import dev.tributary.rehearse.Explanation;
import dev.tributary.rehearse.Rehearsal;
import dev.tributary.rehearse.StageRecorder;
import dev.tributary.runtime.Gateway;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One message through the routes, stage by stage. */
@Command(
    name = "explain",
    description = {
      "Shows what the routes make of one message, step by step: shape, mapping, measurements,"
          + " events, records, and how its sender is answered. Nothing is sent."
    })
final class ExplainCommand implements Callable<Integer> {
  private static final String STDIN = "-";

  @Spec private CommandSpec spec;
  @Mixin private CommonOptions options;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = STDIN,
      description = "The payload; - or nothing reads it from the standard input.")
  private String file;

  @Option(
      names = "--protocol",
      description = "mqtt, coap, http or camel. (default: ${DEFAULT-VALUE})")
  private Protocol protocol = Protocol.MQTT;

  @Option(
      names = "--address",
      description = "Where it is sent: the topic, or the path. (default: that of --device)")
  private String address;

  @Option(
      names = "--device",
      defaultValue = "dev-1",
      description = "Sent to devices/<device>/telemetry. (default: ${DEFAULT-VALUE})")
  private String device;

  @Option(names = "--content-type", description = "The media type. (default: none)")
  private String contentType;

  @Option(names = "--message-id", description = "The sender's own id of the message.")
  private String messageId;

  @Option(
      names = "--property",
      paramLabel = "NAME=VALUE",
      description = "An MQTT user property. Repeatable.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(names = "--retained", description = "As the broker keeps it for new subscribers.")
  private boolean retained;

  @Option(
      names = "--received",
      converter = ReplayCommand.TimeConverter.class,
      description = "The gateway's clock: 2026-11-21T03:00:00Z, or 2h ago. (default: now)")
  private Instant received;

  @Option(
      names = "--alert",
      paramLabel = "ID",
      description =
          "Explains an alert that is in Kafka instead: its id, or <alert>/<device> for the last one.")
  private String alert;

  @Override
  public Integer call() throws Exception {
    if (alert != null) {
      options.needRoutes();
      new AlertExplanation(
              KafkaSettings.of(options),
              Project.read(options.routes()),
              spec.commandLine().getOut())
          .print(alert);
      return 0;
    }
    byte[] payload = payload();
    Logs.quiet();
    options.needRoutes();
    Starting.requireLibraries();
    SettingsLoader.Loaded loaded = options.load(Mode.DEV, Rehearsal.settings());
    StageRecorder recorder = new StageRecorder();
    try (Rehearsal rehearsal =
        new Rehearsal(Gateway::offline, loaded, Project.read(options.routes()), recorder::watch)) {
      DeviceAnswer answer = rehearsal.send(sent(payload), received);
      PrintWriter out = spec.commandLine().getOut();
      Explanation.of(
              recorder.stages(),
              rehearsal.takeDropped(),
              rehearsal.take(),
              answer,
              loaded.settings().tributary().kafka().topicPrefix())
          .forEach(out::println);
      out.flush();
    }
    return 0;
  }

  private SampleMessage sent(byte[] payload) {
    return new SampleMessage(
        protocol,
        null,
        address == null ? "devices/" + device + "/telemetry" : address,
        contentType,
        null,
        messageId,
        null,
        properties,
        retained,
        payload);
  }

  private byte[] payload() throws IOException {
    if (file.equals(STDIN)) {
      return System.in.readAllBytes();
    }
    if (!Files.isRegularFile(Path.of(file))) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "the payload must be a file but \"%s\" is none".formatted(file));
    }
    return Files.readAllBytes(Path.of(file));
  }
}
