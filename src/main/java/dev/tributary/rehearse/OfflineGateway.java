package dev.tributary.rehearse;

import dev.tributary.config.SettingsLoader;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.MessageTracer;
import dev.tributary.contract.SampleMessage;
import dev.tributary.project.Project;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.kafka.clients.producer.Producer;

/** A gateway without a network: nothing listens, and what would go to Kafka is recorded. */
public interface OfflineGateway extends AutoCloseable {
  /** Makes one; the runtime does. */
  @FunctionalInterface
  interface Factory {
    /**
     * @param producer takes what would go to Kafka
     * @param watching is given the context before its routes are made
     */
    OfflineGateway create(
        SettingsLoader.Loaded loaded,
        Project project,
        Producer<Object, Object> producer,
        Consumer<CamelContext> watching)
        throws IOException;
  }

  void start() throws Exception;

  boolean isReady();

  /** One line: how things go. */
  String statusLine();

  /** What listeners stamp messages with from now on. */
  void clock(Clock clock);

  /** What follows each message. */
  void follow(MessageTracer tracer);

  /** Every device may send as if it had not sent before. */
  void forgetRates();

  /** Hands a message to the listener of its protocol. */
  CompletableFuture<DeviceAnswer> send(SampleMessage message);

  @Override
  void close();
}
