package dev.tributary.ingest.mqtt;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps our session at the broker connected and subscribed, for as long as it is open. All
 * decisions fall on one thread; events of an earlier connection are ignored.
 */
final class Session implements Connection.Owner {
  private static final Duration FIRST_ASKING = Duration.ofMillis(500);
  private static final Duration LONGEST_ASKING = Duration.ofMinutes(1);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final Duration LIVELY_AFTER = Duration.ofSeconds(3);
  private static final Duration STEADY_AFTER = Duration.ofMinutes(1);
  private static final Duration PEACE_AFTER = Duration.ofMinutes(10);
  private static final Duration LOOK_FOR_ROOM = Duration.ofMillis(50);

  /** What the session needs to know of its listener. */
  interface Receiver {
    Inbox inbox(Connection connection);

    void arrived(Inbox inbox, ReceivedPublish publication);
  }

  private final BrokerAccess broker;
  private final EventLoop loop;
  private final List<String> filters;
  private final Receiver receiver;
  private final MqttState state;
  private final SerialExecutor thread;
  private final Reconnects pauses;
  private final Backoff refusals = new Backoff(FIRST_ASKING, LONGEST_ASKING);
  private volatile Connection current;
  private Connection unanswered;
  private volatile boolean closed;

  Session(
      BrokerAccess broker,
      EventLoop loop,
      List<String> filters,
      Receiver receiver,
      MqttState state,
      SerialExecutor thread,
      Reconnects pauses) {
    this.broker = broker;
    this.loop = loop;
    this.filters = List.copyOf(filters);
    this.receiver = receiver;
    this.state = state;
    this.thread = thread;
    this.pauses = pauses;
  }

  void open() {
    state.resting("connecting to " + broker);
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

  /** How many messages are not acknowledged to the broker yet. */
  int unacknowledged() {
    Connection connection = current;
    return connection == null ? 0 : connection.inbox().unacknowledged();
  }

  /** Takes nothing more in; what is in flight is still acknowledged. */
  void stopReceiving() {
    Connection connection = current;
    if (connection != null) {
      connection.inbox().close();
    }
  }

  /** A message was neither stored nor dead-lettered: only the broker still has it. */
  void deliverAgain(Connection connection) {
    later(
        pauses.next(),
        connection,
        () ->
            begin(connection, Duration.ZERO, "a message could not be stored, asking for it again"));
  }

  @Override
  public void accepted(Connection connection) {
    now(connection, () -> connection.subscribe(filters));
  }

  @Override
  public void subscribed(Connection connection, List<String> asked, List<Integer> codes) {
    now(connection, () -> judge(connection, asked, codes));
  }

  @Override
  public void lost(Connection connection, Loss loss) {
    now(connection, () -> lost(connection, loss, connection.wasAccepted()));
  }

  private void lost(Connection connection, Loss loss, boolean accepted) {
    String why = loss.why();
    switch (loss.cause()) {
      case TAKEN_OVER -> begin(connection, pauses.afterTakeover(), why + "; " + otherClient());
      case VIOLATION -> begin(connection, pauses.afterViolation(), why);
      case CLOSED, OTHER -> {
        if (accepted) {
          pauses.lost(loss.cause());
        }
        boolean suspicious = loss.cause() == Loss.Cause.CLOSED && pauses.isSuspicious();
        begin(
            connection,
            pauses.next(),
            suspicious ? why + ", again and again; if it is up, " + otherClient() : why);
      }
    }
  }

  private String otherClient() {
    return "another client uses the id \"%s\": every gateway needs a tributary.mqtt.client-id of its own"
        .formatted(broker.clientId());
  }

  /** Whatever went wrong on our side, a fresh connection puts it right. */
  void broken(Throwable fault) {
    Connection connection = current;
    if (connection != null) {
      lost(connection, Loss.of("a fault of ours: " + fault));
    }
  }

  @Override
  public void arrived(Connection connection, ReceivedPublish publication) {
    if (connection == current) {
      receiver.arrived(connection.inbox(), publication);
    }
  }

  private void connect() {
    if (closed) {
      return;
    }
    Connection connection = new Connection(broker, this);
    connection.receiveInto(receiver.inbox(connection));
    current = connection;
    unanswered = connection;
    connection.open(loop);
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

  private void judge(Connection connection, List<String> asked, List<Integer> codes) {
    unanswered = null;
    List<String> refused = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      int code = i < codes.size() ? codes.get(i) : ReasonCodes.FIRST_FAILURE;
      if (code >= ReasonCodes.FIRST_FAILURE) {
        refused.add(asked.get(i));
        problems.add("\"%s\" (%s)".formatted(asked.get(i), ReasonCodes.words(code)));
      }
    }
    if (refused.isEmpty()) {
      refusals.reset();
      state.up("connected to %s as \"%s\"".formatted(broker, broker.clientId()));
      later(LIVELY_AFTER, connection, () -> lively(connection));
      later(STEADY_AFTER, connection, () -> steady(connection));
      later(PEACE_AFTER, connection, pauses::peaceful);
    } else {
      state.down(
          "the broker %s refused the subscription to %s; what it granted is served"
              .formatted(broker, String.join(", ", problems)));
      later(refusals.next(), connection, () -> connection.subscribe(refused));
    }
  }

  private void lively(Connection connection) {
    Inbox inbox = connection.inbox();
    if (inbox.hasAcknowledged() && !inbox.isClosed()) {
      pauses.delivered();
    } else {
      later(LIVELY_AFTER, connection, () -> lively(connection));
    }
  }

  private void steady(Connection connection) {
    if (!connection.inbox().isClosed()) {
      pauses.steady();
    }
  }

  /** Drops this connection and everything it received, and begins again after a pause. */
  private void begin(Connection old, Duration pause, String why) {
    old.inbox().end();
    current = null;
    state.lost();
    state.down("not connected to %s: %s; trying again".formatted(broker, why));
    old.abort();
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
