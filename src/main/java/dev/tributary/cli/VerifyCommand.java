package dev.tributary.cli;

import dev.tributary.config.Mode;
import dev.tributary.config.Settings;
import dev.tributary.contract.Protocol;
import dev.tributary.project.Project;
import dev.tributary.verify.Report;
import dev.tributary.verify.Verification;
import dev.tributary.verify.VerifyOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The proof that nothing acknowledged is lost, against any running gateway. */
@Command(
    name = "verify",
    description =
        "Sends numbered messages and reads Kafka back; exit 1 when anything that was acknowledged"
            + " is missing, or nothing was acknowledged.")
final class VerifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Mixin private TargetOptions target;

  @Option(
      names = "--kafka",
      paramLabel = "BROKERS",
      description = "The Kafka that the gateway writes to. Default: as configured.")
  private String kafka;

  @Option(
      names = "--protocol",
      split = ",",
      defaultValue = "mqtt,coap,http",
      converter = TargetOptions.ProtocolConverter.class,
      description = "Any of mqtt, coap, http (default: ${DEFAULT-VALUE}).")
  private List<Protocol> protocols;

  @Option(
      names = "--devices",
      defaultValue = "20",
      description = "How many devices on each protocol (default: ${DEFAULT-VALUE}).")
  private int devices;

  @Option(
      names = "--rate",
      defaultValue = "0",
      description = "Messages a second of all together; 0 sends as fast as acknowledged.")
  private double rate;

  @Option(names = "--messages", defaultValue = "0", description = "Ends after so many messages.")
  private long messages;

  @Option(
      names = "--duration",
      converter = Durations.class,
      description = "Ends after this time; default 10s if --messages is not given.")
  private Duration duration;

  @Option(
      names = "--settle",
      converter = Durations.class,
      defaultValue = "30s",
      description =
          "How long to wait for more once nothing happens any more (default: ${DEFAULT-VALUE}).")
  private Duration settle;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes the report as JSON too; - prints it instead of the table.")
  private Path json;

  @Option(
      names = "--alerts",
      description =
          "Sends nothing, and proves of what is in Kafka that each crossing fired once and was"
              + " resolved once.")
  private boolean alerts;

  @Option(
      names = "--since",
      converter = Durations.class,
      defaultValue = "1h",
      description = "With --alerts: from how long ago on (default: ${DEFAULT-VALUE}).")
  private Duration since;

  @Override
  public Integer call() throws IOException {
    if (alerts) {
      common.needRoutes();
      AlertVerification proof =
          new AlertVerification(
              KafkaSettings.of(common), Project.read(common.routes()), spec.commandLine().getOut());
      return proof.run(since) ? 0 : 1;
    }
    try (Verification verification = new Verification(options())) {
      verification.send();
      Report report = verification.settle();
      print(report);
      return report.passed() ? 0 : 1;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    } catch (KafkaException e) {
      throw new IllegalStateException(
          "verify reads Kafka back, but could not: %s (--kafka names the brokers)"
              .formatted(e.getMessage()),
          e);
    }
  }

  private VerifyOptions options() {
    Settings settings = common.load(Mode.DEV).settings();
    Settings.Kafka gateway = settings.tributary().kafka();
    Map<String, Object> client = new HashMap<>(settings.kafkaClient());
    client.put("bootstrap.servers", brokers(settings.tributary()));
    Duration ends = duration == null && messages == 0 ? Duration.ofSeconds(10) : duration;
    return new VerifyOptions(
        target.targets(settings.tributary()),
        client,
        VerifyOptions.Topics.of(gateway.topicPrefix(), settings.tributary().deadLetter().topic()),
        protocols,
        devices,
        rate,
        messages,
        ends,
        settle);
  }

  private String brokers(Settings.Tributary settings) {
    if (kafka != null) {
      return kafka;
    }
    String configured = settings.kafka().brokers();
    return configured == null || configured.isEmpty()
        ? "localhost:" + settings.dev().kafkaPort()
        : configured;
  }

  private void print(Report report) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json != null && json.toString().equals("-")) {
      out.println(report.json());
    } else {
      out.print(report.table());
      if (json != null) {
        Files.writeString(json, report.json());
      }
    }
    out.flush();
  }
}
