package dev.tributary.ingest.mqtt;

import java.io.IOException;
import java.util.List;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/**
 * One network connection to the broker, never opened twice. Its own client object for each means
 * that no acknowledgement, packet id or callback of an old connection can reach a new one.
 */
final class Connection implements MqttCallback {
  private static final long LAST_WORDS_MILLIS = 1_000;

  /** Hears what becomes of a connection, on any thread. */
  interface Owner {
    void connected(Connection connection, boolean sessionPresent);

    void notConnected(Connection connection, String why);

    void subscribed(Connection connection, List<MqttSubscription> asked, int[] codes);

    /**
     * @param code the reason code that the broker gave, 0 when it gave none
     */
    void lost(Connection connection, int code, String why);

    void arrived(Connection connection, String topic, MqttMessage message);
  }

  private final MqttAsyncClient client;
  private final Owner owner;
  private volatile Inbox inbox;

  Connection(String brokerUrl, String clientId, Owner owner) throws MqttException {
    this.owner = owner;
    this.client = new MqttAsyncClient(brokerUrl, clientId, new MemoryPersistence());
    client.setManualAcks(true);
    client.setCallback(this);
  }

  void receiveInto(Inbox messages) {
    this.inbox = messages;
  }

  Inbox inbox() {
    return inbox;
  }

  /** Begins to connect; the owner hears of the result. */
  void open(MqttConnectionOptions options) {
    try {
      client.connect(
          options,
          null,
          new Listener() {
            @Override
            public void onSuccess(IMqttToken token) {
              owner.connected(Connection.this, token.getSessionPresent());
            }

            @Override
            public void onFailure(IMqttToken token, Throwable failure) {
              owner.notConnected(Connection.this, reason(failure));
            }
          });
    } catch (MqttException | RuntimeException e) {
      owner.notConnected(this, reason(e));
    }
  }

  /** Begins to subscribe; the owner hears of the result. */
  void subscribe(List<MqttSubscription> subscriptions) {
    try {
      client.subscribe(
          subscriptions.toArray(MqttSubscription[]::new),
          null,
          new Listener() {
            @Override
            public void onSuccess(IMqttToken token) {
              owner.subscribed(Connection.this, subscriptions, token.getGrantedQos());
            }

            @Override
            public void onFailure(IMqttToken token, Throwable failure) {
              owner.lost(Connection.this, 0, reason(failure));
            }
          },
          new MqttProperties());
    } catch (MqttException | RuntimeException e) {
      owner.lost(this, 0, reason(e));
    }
  }

  /** Queues a PUBACK; on a connection that is gone it goes nowhere, as it should. */
  void acknowledge(int packetId) {
    try {
      client.messageArrivedComplete(packetId, 1);
    } catch (MqttException | RuntimeException e) {
      owner.lost(this, 0, reason(e));
    }
  }

  /** Says goodbye where somebody listens, and keeps the session at the broker. May block. */
  void disconnect() {
    end(true);
  }

  /** Ends it without a word: the broker keeps session and messages. May block. */
  void abort() {
    end(false);
  }

  private void end(boolean politely) {
    try {
      long patience = politely ? LAST_WORDS_MILLIS : 0;
      client.disconnectForcibly(patience, patience, politely);
    } catch (MqttException | RuntimeException e) {
      // It was not connected: nothing to end.
    }
    try {
      client.close();
    } catch (MqttException | RuntimeException e) {
      // Still connecting: its result will find no owner.
    }
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    owner.arrived(this, topic, message);
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    Throwable failure = response.getException();
    int code = response.getReturnCode();
    owner.lost(this, code, failure == null ? ReasonCodes.words(code) : reason(failure));
  }

  private static String reason(Throwable failure) {
    if (!(failure instanceof MqttException e)) {
      return failure.toString();
    }
    int code = e.getReasonCode();
    if (code == MqttException.REASON_CODE_INVALID_RETURN_CODE) {
      return "the broker speaks no MQTT 5, which is required";
    }
    if (code >= ReasonCodes.FIRST_FAILURE && code <= 0xFF) {
      return ReasonCodes.words(code);
    }
    return e.getCause() instanceof IOException cause ? cause.toString() : e.getMessage();
  }

  @Override
  public void mqttErrorOccurred(MqttException exception) {}

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean reconnect, String serverUri) {}

  @Override
  public void authPacketArrived(int reasonCode, MqttProperties properties) {}

  private interface Listener extends MqttActionListener {}
}
