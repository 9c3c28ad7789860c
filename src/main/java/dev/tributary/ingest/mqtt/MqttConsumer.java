package dev.tributary.ingest.mqtt;

import dev.tributary.contract.Arrival;
import dev.tributary.contract.Outcome;
import dev.tributary.contract.Reason;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MQTT listener. It starts whether or not the broker is there, and acknowledges a message when
 * it is stored or dead-lettered, in the order of arrival, on the connection that it came in on.
 */
final class MqttConsumer extends DefaultConsumer implements ShutdownAware, Session.Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(MqttConsumer.class);

  private final MqttEndpoint endpoint;
  private final MqttListener listener;
  private final BrokerAccess broker;
  private final ArrivalReader arrivals;
  private NioEventLoopGroup network;
  private SerialExecutor decider;
  private SerialExecutor router;
  private volatile Session session;

  /** Whose connection this route lives on: its own, or the one of the route before it. */
  private MqttConsumer line = this;

  MqttConsumer(MqttEndpoint endpoint, Processor route, MqttListener listener) {
    super(endpoint, route);
    this.endpoint = endpoint;
    this.listener = listener;
    this.broker = endpoint.broker();
    this.arrivals = new ArrivalReader(listener.templates(), listener.intake().clock());
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    MqttConsumer before = listener.route(this);
    if (before != null) {
      line = before.line;
    } else {
      open();
    }
  }

  private void open() {
    if (listener.isOffline()) {
      return;
    }
    network = new NioEventLoopGroup(1, new DefaultThreadFactory("mqtt", true));
    decider = new SerialExecutor("mqtt-session", this::broken);
    router = new SerialExecutor("mqtt-routes", this::broken);
    session =
        new Session(
            broker,
            network.next(),
            Arrays.stream(endpoint.getTopic().split(",")).map(String::strip).toList(),
            this,
            listener.mqttState(),
            decider,
            new Reconnects());
    session.open();
  }

  @Override
  protected void doStop() throws Exception {
    if (listener.leave(this)) {
      line.hangUp();
      line = this;
    }
    super.doStop();
  }

  int unacknowledged() {
    Session lines = line.session;
    return lines == null ? 0 : lines.unacknowledged();
  }

  private void hangUp() {
    if (session != null) {
      session.close();
      decider.stop();
      router.stop();
      network.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1_000);
    }
  }

  @Override
  public Inbox inbox(Connection connection) {
    return inbox(
        connection::acknowledge,
        router,
        new Owner() {
          @Override
          public void read(boolean allowed) {
            connection.read(allowed);
          }

          @Override
          public void accept(Arrival arrival, Consumer<Outcome> answer) {
            listener.intake().accept(listener.routeOr(MqttConsumer.this), arrival, answer);
          }

          @Override
          public void unsettled() {
            session.deliverAgain(connection);
          }
        });
  }

  /**
   * Takes this message in with no connection behind it, and reports how it would be acknowledged.
   */
  void take(ReceivedPublish publication, OfflineMessage handed) {
    Inbox inbox =
        inbox(
            handed::acknowledged,
            Runnable::run,
            new Owner() {
              @Override
              public void read(boolean allowed) {}

              @Override
              public void accept(Arrival arrival, Consumer<Outcome> answer) {
                listener
                    .intake()
                    .accept(
                        listener.routeOr(MqttConsumer.this), arrival, handed.remembering(answer));
              }

              @Override
              public void unsettled() {
                handed.notAcknowledged();
              }
            });
    arrived(inbox, publication);
  }

  private Inbox inbox(IntConsumer acknowledge, Executor runner, Owner owner) {
    return new Inbox(
        new AckQueue(acknowledge),
        broker.receiveMaximum(),
        listener.mostBytesWaiting(),
        runner,
        owner);
  }

  /** What is the same with a connection and without one. */
  private abstract class Owner implements Inbox.Owner {
    @Override
    public boolean hasRoom(int bytes) {
      return listener.hasRoom(bytes);
    }

    @Override
    public void dropped(Arrival arrival) {
      listener
          .intake()
          .refuse(
              arrival, Outcome.refused(Reason.OVERLOADED, "too many QoS 0 messages waiting", null));
    }
  }

  @Override
  public void arrived(Inbox inbox, ReceivedPublish publication) {
    int packetId = publication.packetId();
    if (publication.retained() && listener.skipRetained()) {
      if (packetId > 0) {
        inbox.skip(packetId);
      }
    } else if (packetId > 0) {
      inbox.arrived(arrivals.of(publication), packetId);
    } else {
      inbox.arrived(arrivals.of(publication));
    }
  }

  /** A stop first lets what is in flight be stored and acknowledged. */
  @Override
  public boolean deferShutdown(ShutdownRunningTask task) {
    if (line.session != null) {
      line.session.stopReceiving();
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
    LOG.error("A fault of the MQTT listener", fault);
    session.broken(fault);
  }
}
