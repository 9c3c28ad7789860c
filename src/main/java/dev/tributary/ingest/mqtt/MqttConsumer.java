package dev.tributary.ingest.mqtt;

import dev.tributary.event.Outcome;
import dev.tributary.event.Reason;
import dev.tributary.ingest.Arrival;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MQTT end. It starts whether or not the broker is there, and acknowledges a message when it is
 * stored or kept, in the order of arrival, on the connection that it came in on.
 */
final class MqttConsumer extends DefaultConsumer implements ShutdownAware, Session.Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(MqttConsumer.class);
  private static final int ONLY_IF_NEW = 1;

  private final MqttEndpoint endpoint;
  private final Mqtt end;
  private final Arrivals arrivals;
  private OneThread decider;
  private OneThread resumer;
  private Session session;

  MqttConsumer(MqttEndpoint endpoint, Processor route, Mqtt end) {
    super(endpoint, route);
    this.endpoint = endpoint;
    this.end = end;
    this.arrivals = new Arrivals(end.templates(), Clock.systemUTC());
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    Threads threads = new Threads();
    decider = new OneThread(threads.named("mqtt-session"), this::broken);
    resumer = new OneThread(threads.named("mqtt-resume"), this::broken);
    PahoMqtt5Configuration configuration = endpoint.getConfiguration();
    session =
        new Session(
            configuration.getBrokerUrl(),
            configuration.getClientId(),
            endpoint.connectionOptions(),
            subscriptions(endpoint.getTopic(), configuration.getQos()),
            this,
            end.mqttState(),
            decider);
    session.open();
  }

  @Override
  protected void doStop() throws Exception {
    if (session != null) {
      session.close();
      decider.stop();
      resumer.stop();
    }
    super.doStop();
  }

  private static List<MqttSubscription> subscriptions(String topics, int qos) {
    return Arrays.stream(topics.split(","))
        .map(
            filter -> {
              MqttSubscription subscription = new MqttSubscription(filter.strip(), qos);
              subscription.setRetainHandling(ONLY_IF_NEW);
              return subscription;
            })
        .toList();
  }

  @Override
  public Inbox inbox(Connection connection) {
    Executor executor = resumer;
    return new Inbox(
        new AckQueue(connection::acknowledge),
        endpoint.getConfiguration().getReceiveMaximum(),
        end::hasRoom,
        (arrival, answer) -> end.intake().accept(this, arrival, answer),
        this::dropped,
        executor,
        () -> session.deliverAgain(connection));
  }

  @Override
  public void arrived(Inbox inbox, String topic, MqttMessage message) {
    if (message.isRetained() && end.skipRetained()) {
      if (message.getQos() > 0) {
        inbox.skip(message.getId());
      }
    } else if (message.getQos() > 0) {
      inbox.arrived(arrivals.of(topic, message), message.getId());
    } else {
      inbox.arrived(arrivals.of(topic, message));
    }
  }

  private void dropped(Arrival arrival) {
    end.intake()
        .refuse(
            arrival, Outcome.refused(Reason.OVERLOADED, "too many QoS 0 messages waiting", null));
  }

  /** A stop first lets what is in flight be stored and acknowledged. */
  @Override
  public boolean deferShutdown(ShutdownRunningTask task) {
    if (session != null) {
      session.stopReceiving();
    }
    return true;
  }

  @Override
  public int getPendingExchangesSize() {
    return 0;
  }

  @Override
  public void prepareShutdown(boolean suspendOnly, boolean forced) {}

  private void broken(Throwable fault) {
    LOG.error("A fault of the MQTT end", fault);
    session.broken(fault);
  }

  /**
   * The client's own threads are begun by ours and so belong to this group: one that dies of a
   * packet it cannot read would otherwise leave a connection that looks well and hears nothing.
   */
  private final class Threads extends ThreadGroup {
    Threads() {
      super("mqtt");
    }

    @Override
    public void uncaughtException(Thread thread, Throwable fault) {
      broken(fault);
    }

    ThreadFactory named(String name) {
      return task -> {
        Thread thread = new Thread(this, task, name);
        thread.setDaemon(true);
        return thread;
      };
    }
  }
}
