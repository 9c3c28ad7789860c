package dev.tributary.ingest.mqtt;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;

/**
 * Keeps our session at the broker connected and subscribed, for as long as it is open. All
 * decisions fall on one thread; what an earlier connection still has to say is not heard.
 */
final class Session implements Connection.Owner {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration FIRST_RETREAT = Duration.ofMinutes(1);
  private static final Duration LONGEST_RETREAT = Duration.ofMinutes(15);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final Duration STEADY_AFTER = Duration.ofSeconds(5);
  private static final Duration PEACE_AFTER = Duration.ofMinutes(10);
  private static final Duration LOOK_FOR_ROOM = Duration.ofMillis(50);

  /** What the session needs to know of its end. */
  interface Receiver {
    Inbox inbox(Connection connection);

    void arrived(Inbox inbox, String topic, MqttMessage message);
  }

  private final String brokerUrl;
  private final String clientId;
  private final MqttConnectionOptions options;
  private final List<MqttSubscription> subscriptions;
  private final Receiver receiver;
  private final MqttState state;
  private final OneThread thread;
  private final Backoff pauses = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
  private final Backoff retreats = new Backoff(FIRST_RETREAT, LONGEST_RETREAT);
  private final Backoff refusals = new Backoff(FIRST_PAUSE, FIRST_RETREAT);
  private volatile Connection current;
  private Connection unanswered;
  private volatile boolean closed;

  Session(
      String brokerUrl,
      String clientId,
      MqttConnectionOptions options,
      List<MqttSubscription> subscriptions,
      Receiver receiver,
      MqttState state,
      OneThread thread) {
    this.brokerUrl = brokerUrl;
    this.clientId = clientId;
    this.options = options;
    this.subscriptions = List.copyOf(subscriptions);
    this.receiver = receiver;
    this.state = state;
    this.thread = thread;
  }

  void open() {
    state.resting("connecting to " + brokerUrl);
    thread.every(LOOK_FOR_ROOM, this::lookForRoom);
    thread.execute(this::connect);
  }

  /** Disconnects without unsubscribing: the broker keeps what comes in from now on for us. */
  void close() {
    Connection last = current;
    current = null;
    closed = true;
    state.resting("stopped");
    if (last != null) {
      last.inbox().close();
      last.disconnect();
    }
  }

  /** Takes nothing more in; what is in flight is still acknowledged. */
  void stopReceiving() {
    Connection connection = current;
    if (connection != null) {
      connection.inbox().close();
    }
  }

  /** A message was neither stored nor kept: only the broker still has it. */
  void deliverAgain(Connection connection) {
    later(
        pauses.next(),
        connection,
        () ->
            begin(connection, Duration.ZERO, "a message could not be stored, asking for it again"));
  }

  @Override
  public void connected(Connection connection, boolean sessionPresent) {
    now(connection, () -> connection.subscribe(subscriptions));
  }

  @Override
  public void notConnected(Connection connection, String why) {
    now(connection, () -> begin(connection, pauses.next(), why));
  }

  @Override
  public void subscribed(Connection connection, List<MqttSubscription> asked, int[] codes) {
    now(connection, () -> judge(connection, asked, codes));
  }

  @Override
  public void lost(Connection connection, int code, String why) {
    now(
        connection,
        () -> {
          if (code == ReasonCodes.SESSION_TAKEN_OVER) {
            begin(
                connection,
                retreats.next(),
                ("another client connected as \"%s\" and took over the session (%s); every gateway"
                        + " needs a tributary.mqtt.client-id of its own")
                    .formatted(clientId, ReasonCodes.words(code)));
          } else {
            begin(connection, pauses.next(), why);
          }
        });
  }

  /** A thread of the client ended by a fault: the connection hears nothing any more. */
  void broken(Throwable fault) {
    Connection connection = current;
    if (connection != null) {
      lost(connection, 0, "the client failed: " + fault);
    }
  }

  @Override
  public void arrived(Connection connection, String topic, MqttMessage message) {
    if (connection == current) {
      receiver.arrived(connection.inbox(), topic, message);
    }
  }

  private void connect() {
    if (closed) {
      return;
    }
    Connection connection;
    try {
      connection = new Connection(brokerUrl, clientId, this);
    } catch (MqttException | IllegalArgumentException e) {
      state.down("cannot connect to %s: %s".formatted(brokerUrl, e.getMessage()));
      return;
    }
    connection.receiveInto(receiver.inbox(connection));
    current = connection;
    unanswered = connection;
    connection.open(options);
    later(
        ANSWER_WITHIN,
        connection,
        () -> {
          if (connection == unanswered) {
            begin(
                connection, pauses.next(), "no answer within " + ANSWER_WITHIN.toSeconds() + " s");
          }
        });
  }

  private void judge(Connection connection, List<MqttSubscription> asked, int[] codes) {
    unanswered = null;
    List<MqttSubscription> refused = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      int code = i < codes.length ? codes[i] : ReasonCodes.FIRST_FAILURE;
      if (code >= ReasonCodes.FIRST_FAILURE) {
        refused.add(asked.get(i));
        problems.add("\"%s\" (%s)".formatted(asked.get(i).getTopic(), ReasonCodes.words(code)));
      }
    }
    if (refused.isEmpty()) {
      refusals.reset();
      state.up("connected to %s as \"%s\"".formatted(brokerUrl, clientId));
      later(STEADY_AFTER, connection, () -> steady(connection));
      later(PEACE_AFTER, connection, retreats::reset);
    } else {
      state.down(
          "the broker %s refused the subscription to %s; what it granted is served"
              .formatted(brokerUrl, String.join(", ", problems)));
      later(refusals.next(), connection, () -> connection.subscribe(refused));
    }
  }

  private void steady(Connection connection) {
    if (!connection.inbox().isClosed()) {
      pauses.reset();
    }
  }

  /** Drops this connection and everything it received, and begins again after a pause. */
  private void begin(Connection old, Duration pause, String why) {
    old.inbox().close();
    current = null;
    state.down("not connected to %s: %s; trying again".formatted(brokerUrl, why));
    Thread ending = new Thread(old::abort, "mqtt-end");
    ending.setDaemon(true);
    ending.start();
    thread.after(pause, this::connect);
  }

  private void lookForRoom() {
    Connection connection = current;
    if (connection != null) {
      connection.inbox().resume();
    }
  }

  private void now(Connection connection, Runnable step) {
    thread.execute(() -> ifCurrent(connection, step));
  }

  private void later(Duration pause, Connection connection, Runnable step) {
    thread.after(pause, () -> ifCurrent(connection, step));
  }

  private void ifCurrent(Connection connection, Runnable step) {
    if (connection == current) {
      step.run();
    }
  }
}
