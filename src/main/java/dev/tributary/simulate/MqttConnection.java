package dev.tributary.simulate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * One connection that comes back by itself. Each connect is a fresh client with a clean start: what
 * was in flight when a connection broke is reported as unanswered, and the caller decides.
 */
final class MqttConnection {
  private static final int MOST_IN_FLIGHT = 1_000;
  static final int CONNECT_SECONDS = 3;

  /** MQTT 5, 2.4. */
  private static final int FIRST_FAILURE = 0x80;

  private static final int QUOTA_EXCEEDED = 0x97;
  private static final long RECONNECT_MILLIS = 250;

  private final String broker;
  private final String username;
  private final String password;
  private final SSLSocketFactory tls;
  private final String clientId;
  private final ScheduledExecutorService scheduler;

  private final Set<Publish> inFlight = new HashSet<>();
  private final Queue<Publish> waiting = new ArrayDeque<>();
  private final CountDownLatch opened = new CountDownLatch(1);
  private MqttAsyncClient client;
  private int window;
  private boolean connected;
  private boolean closed;

  /**
   * @param tls null for a plain connection
   */
  MqttConnection(
      String broker,
      String username,
      String password,
      SSLSocketFactory tls,
      String clientId,
      ScheduledExecutorService scheduler) {
    this.broker = broker;
    this.username = username;
    this.password = password;
    this.tls = tls;
    this.clientId = clientId;
    this.scheduler = scheduler;
  }

  synchronized void open() {
    if (closed) {
      return;
    }
    try {
      client = new MqttAsyncClient(broker, clientId, new MemoryPersistence());
      client.setCallback(new Losses(client));
      client.connect(options(), null, new Connecting(client));
    } catch (MqttException e) {
      retry(client);
    }
  }

  /** Waits to be connected, at most until then: the first messages must have a receiver. */
  void awaitFirst(long deadlineNanos) {
    try {
      boolean unused = opened.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void publish(Message message, Consumer<Answer> answer) {
    Publish publish = new Publish(message, answer);
    synchronized (this) {
      if (connected) {
        waiting.add(publish);
        pump();
        return;
      }
    }
    answer.accept(Answer.UNANSWERED);
  }

  void close() {
    MqttAsyncClient last;
    synchronized (this) {
      closed = true;
      last = client;
    }
    lost(last);
    scheduler.execute(() -> release(last, true));
  }

  private MqttConnectionOptions options() {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setCleanStart(true);
    options.setAutomaticReconnect(false);
    options.setConnectionTimeout(CONNECT_SECONDS);
    options.setKeepAliveInterval(15);
    options.setReceiveMaximum(MOST_IN_FLIGHT);
    if (tls != null) {
      options.setSocketFactory(tls);
    }
    if (username != null) {
      options.setUserName(username);
    }
    if (password != null) {
      options.setPassword(password.getBytes(StandardCharsets.UTF_8));
    }
    return options;
  }

  /**
   * The broker announces how many unacknowledged messages it takes; Paho throws beyond that, so we
   * wait here.
   */
  private void pump() {
    while (connected && inFlight.size() < window && !waiting.isEmpty()) {
      Publish publish = waiting.remove();
      inFlight.add(publish);
      try {
        client.publish(publish.message.address(), publish.packet(), null, publish);
      } catch (MqttException e) {
        inFlight.remove(publish);
        scheduler.execute(() -> publish.answer.accept(Answer.UNANSWERED));
      }
    }
  }

  private void finished(Publish publish, Answer answer) {
    synchronized (this) {
      if (!inFlight.remove(publish)) {
        return;
      }
      pump();
    }
    publish.answer.accept(answer);
  }

  private synchronized void connected(MqttAsyncClient which, IMqttToken token) {
    if (which == client && !closed) {
      Integer allowed = token.getResponseProperties().getReceiveMaximum();
      window = Math.min(MOST_IN_FLIGHT, allowed == null ? MOST_IN_FLIGHT : allowed);
      connected = true;
      opened.countDown();
    }
  }

  private void lost(MqttAsyncClient which) {
    List<Publish> unanswered;
    synchronized (this) {
      if (which != client) {
        return;
      }
      connected = false;
      unanswered = new ArrayList<>(inFlight);
      unanswered.addAll(waiting);
      inFlight.clear();
      waiting.clear();
    }
    unanswered.forEach(publish -> publish.answer.accept(Answer.UNANSWERED));
  }

  /** Paho may report one broken connection twice; the first report counts. */
  private synchronized void retry(MqttAsyncClient which) {
    if (closed || which != client) {
      return;
    }
    client = null;
    var unused =
        scheduler.schedule(
            () -> {
              release(which, false);
              open();
            },
            RECONNECT_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  private static void release(MqttAsyncClient which, boolean politely) {
    if (which == null) {
      return;
    }
    try {
      if (politely && which.isConnected()) {
        which.disconnect(0).waitForCompletion(2_000);
      }
      which.close(true);
    } catch (MqttException e) {
      // A client that cannot even be closed has nothing left to release.
    }
  }

  private final class Publish implements MqttActionListener {
    private final Message message;
    private final Consumer<Answer> answer;

    Publish(Message message, Consumer<Answer> answer) {
      this.message = message;
      this.answer = answer;
    }

    MqttMessage packet() {
      MqttMessage packet = new MqttMessage(message.payload(), 1, false, new MqttProperties());
      packet.getProperties().setContentType(message.contentType());
      return packet;
    }

    @Override
    public void onSuccess(IMqttToken token) {
      finished(this, answer(token.getReasonCodes()));
    }

    /** Paho calls it a success that the broker answered, whatever it answered. */
    private static Answer answer(int[] reasonCodes) {
      int code = reasonCodes == null || reasonCodes.length == 0 ? 0 : reasonCodes[0];
      if (code < FIRST_FAILURE) {
        return Answer.ACKNOWLEDGED;
      }
      return code == QUOTA_EXCEEDED ? Answer.THROTTLED : Answer.REFUSED;
    }

    @Override
    public void onFailure(IMqttToken token, Throwable failure) {
      finished(this, Answer.UNANSWERED);
    }
  }

  private final class Connecting implements MqttActionListener {
    private final MqttAsyncClient which;

    Connecting(MqttAsyncClient which) {
      this.which = which;
    }

    @Override
    public void onSuccess(IMqttToken token) {
      connected(which, token);
    }

    @Override
    public void onFailure(IMqttToken token, Throwable failure) {
      retry(which);
    }
  }

  private final class Losses implements MqttCallback {
    private final MqttAsyncClient which;

    Losses(MqttAsyncClient which) {
      this.which = which;
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      lost(which);
      retry(which);
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void messageArrived(String topic, MqttMessage message) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }
}
