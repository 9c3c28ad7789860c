package dev.tributary.ingest.mqtt;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttReasonCodeAndPropertiesVariableHeader;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLParameters;

/**
 * One network connection to the broker, never opened twice, so that no acknowledgement, packet id
 * or callback of an old connection can reach a new one. Our side of MQTT 5 is only what a
 * subscriber at QoS 1 needs.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close closes the channel
final class Connection extends ChannelInboundHandlerAdapter {
  private static final int LARGEST_PACKET = 268_435_460;
  private static final int LONGEST_CLIENT_ID = 65_535;
  private static final int PUBACK_BYTES = 4;
  private static final long LAST_WORDS_MILLIS = 1_000;

  /** Is called with the events of a connection, on the connection's own thread. */
  interface Owner {
    void accepted(Connection connection);

    void subscribed(Connection connection, List<String> asked, List<Integer> codes);

    /** The connection is over, or never came to be. Said once. */
    void lost(Connection connection, Loss loss);

    void arrived(Connection connection, ReceivedPublish publication);
  }

  private final BrokerAccess broker;
  private final Owner owner;
  private final Queue<Integer> acknowledgements = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean writing = new AtomicBoolean();
  private final List<List<String>> asked = new ArrayList<>();
  private volatile Channel channel;
  private volatile Inbox inbox;
  private volatile boolean accepted;

  /** How large the next message was before it was cut, or 0. */
  private int wholeSize;

  private boolean over;

  Connection(BrokerAccess broker, Owner owner) {
    this.broker = broker;
    this.owner = owner;
  }

  void receiveInto(Inbox messages) {
    this.inbox = messages;
  }

  Inbox inbox() {
    return inbox;
  }

  boolean wasAccepted() {
    return accepted;
  }

  /** Begins to connect; the owner is called with the result. */
  void open(EventLoop loop) {
    var connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(TimeUnit.SECONDS.toMillis(broker.connectTimeoutSeconds())))
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel opened) {
                    layOut(opened);
                  }
                })
            .connect(InetSocketAddress.createUnresolved(broker.host(), broker.port()));
    connecting.addListener(
        result -> {
          if (!result.isSuccess()) {
            end(Loss.of(result.cause().getMessage()));
          }
        });
  }

  private void layOut(Channel opened) {
    channel = opened;
    if (broker.tls() != null) {
      SslHandler tls = broker.tls().newHandler(opened.alloc(), broker.host(), broker.port());
      SSLParameters parameters = tls.engine().getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      tls.engine().setSSLParameters(parameters);
      opened.pipeline().addLast(tls);
    }
    opened
        .pipeline()
        .addLast(new PublishCutter(broker.keptPayload()))
        // Lenient about characters: a topic that the broker let through is answered by a dead
        // letter, not by a connection that breaks on it again and again.
        .addLast(new MqttDecoder(LARGEST_PACKET, LONGEST_CLIENT_ID, false))
        .addLast(MqttEncoder.INSTANCE)
        .addLast(this);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    send(Packets.connect(broker));
  }

  /** Begins to subscribe; the owner is called with the result. */
  void subscribe(List<String> filters) {
    channel
        .eventLoop()
        .execute(
            () -> {
              asked.add(filters);
              send(Packets.subscribe(asked.size(), filters));
            });
  }

  /** Lets the broker's messages wait in the network instead of here. */
  void read(boolean allowed) {
    channel.config().setAutoRead(allowed);
  }

  /** Queues a PUBACK; on a connection that is gone it goes nowhere, as it should. */
  void acknowledge(int packetId) {
    acknowledgements.add(packetId);
    if (writing.compareAndSet(false, true)) {
      channel.eventLoop().execute(this::writeAcknowledgements);
    }
  }

  private void writeAcknowledgements() {
    writing.set(false);
    if (!channel.isActive()) {
      acknowledgements.clear();
      return;
    }
    ByteBuf packets = channel.alloc().buffer(PUBACK_BYTES * 64);
    for (Integer id = acknowledgements.poll(); id != null; id = acknowledgements.poll()) {
      packets.writeShort(Packets.PUBACK).writeShort(id);
    }
    if (packets.isReadable()) {
      send(packets);
    } else {
      packets.release();
    }
  }

  /** Sends DISCONNECT if it is connected; the broker keeps the session. Waits briefly for it. */
  void disconnect() {
    Channel last = channel;
    if (last == null) {
      return;
    }
    last.eventLoop()
        .execute(
            () -> {
              over = true;
              if (accepted) {
                writeAcknowledgements();
                last.writeAndFlush(Packets.disconnect(0)).addListener(ChannelFutureListener.CLOSE);
              } else {
                last.close();
              }
            });
    last.closeFuture().awaitUninterruptibly(LAST_WORDS_MILLIS);
  }

  /** Closes it without DISCONNECT: the broker keeps session and messages. */
  void abort() {
    Channel last = channel;
    if (last != null) {
      last.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object packet) {
    try {
      if (packet instanceof PublishCutter.Whole whole) {
        wholeSize = whole.size();
      } else if (!over) {
        read(context, (MqttMessage) packet);
      }
    } finally {
      ReferenceCountUtil.release(packet);
    }
  }

  private void read(ChannelHandlerContext context, MqttMessage packet) {
    if (packet.decoderResult().isFailure()) {
      Throwable cause = packet.decoderResult().cause();
      violation(
          ReasonCodes.MALFORMED_PACKET, "a packet that cannot be read: " + cause.getMessage());
      return;
    }
    MqttMessageType type = packet.fixedHeader().messageType();
    if (!accepted && type != MqttMessageType.CONNACK && type != MqttMessageType.DISCONNECT) {
      violation(ReasonCodes.PROTOCOL_ERROR, type + " before its CONNACK");
      return;
    }
    switch (type) {
      case PUBLISH -> arrived((MqttPublishMessage) packet);
      case CONNACK -> accept(context, (MqttConnAckMessage) packet);
      case SUBACK -> subscribed((MqttSubAckMessage) packet);
      case DISCONNECT -> {
        int code =
            packet.variableHeader() instanceof MqttReasonCodeAndPropertiesVariableHeader header
                ? header.reasonCode() & 0xFF
                : 0;
        Loss.Cause cause =
            code == ReasonCodes.SESSION_TAKEN_OVER ? Loss.Cause.TAKEN_OVER : Loss.Cause.OTHER;
        end(new Loss(cause, "it disconnected us: " + ReasonCodes.words(code)));
      }
      case PINGRESP -> {
        // any answer shows that the broker is alive
      }
      default ->
          violation(ReasonCodes.PROTOCOL_ERROR, type + ", which nothing that we sent asks for");
    }
  }

  private void arrived(MqttPublishMessage packet) {
    if (packet.fixedHeader().qosLevel() == MqttQoS.EXACTLY_ONCE) {
      violation(
          ReasonCodes.QOS_NOT_SUPPORTED,
          ("a message at QoS 2, although we subscribed at QoS 1. The session \"%s\" may hold"
                  + " messages of an earlier subscription: delete it at the broker, or choose another"
                  + " tributary.mqtt.client-id")
              .formatted(broker.clientId()));
    } else if (packet.variableHeader().topicName().isEmpty()) {
      violation(ReasonCodes.TOPIC_ALIAS_INVALID, "a topic alias, which we did not allow");
    } else {
      owner.arrived(this, ReceivedPublish.of(packet, wholeSize));
      wholeSize = 0;
    }
  }

  private void subscribed(MqttSubAckMessage answer) {
    int number = answer.variableHeader().messageId() - 1;
    List<Integer> codes = answer.payload().reasonCodes();
    // each is answered once
    List<String> filters = number < asked.size() ? asked.set(number, List.of()) : List.of();
    if (filters.isEmpty() || filters.size() != codes.size()) {
      violation(
          ReasonCodes.PROTOCOL_ERROR,
          "a SUBACK of %d filters, where %d wait for one".formatted(codes.size(), filters.size()));
    } else {
      owner.subscribed(this, filters, codes);
    }
  }

  private void accept(ChannelHandlerContext context, MqttConnAckMessage answer) {
    if (accepted) {
      violation(ReasonCodes.PROTOCOL_ERROR, "a second CONNACK");
      return;
    }
    int code = answer.variableHeader().connectReturnCode().byteValue() & 0xFF;
    if (code != 0) {
      end(Loss.of("it refused us: " + ReasonCodes.words(code)));
      return;
    }
    accepted = true;
    int keepAlive = Packets.keepAlive(answer, broker.keepAliveSeconds());
    if (keepAlive > 0) {
      context.pipeline().addFirst(new IdleStateHandler(2 * keepAlive, keepAlive, 0));
    }
    owner.accepted(this);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent idle) {
      if (idle.state() == IdleState.WRITER_IDLE) {
        send(MqttMessage.PINGREQ);
      } else if (channel.config().isAutoRead()) {
        end(Loss.of("it is silent, and does not answer keep-alive"));
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    boolean closed = accepted && cause instanceof IOException;
    String why = String.valueOf(cause.getCause() == null ? cause : cause.getCause());
    end(new Loss(closed ? Loss.Cause.CLOSED : Loss.Cause.OTHER, why));
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end(
        accepted
            ? new Loss(Loss.Cause.CLOSED, "the connection closed")
            : Loss.of(
                "it closed the connection instead of accepting it, as a broker does that speaks"
                    + " only MQTT 3.1.1 (MQTT 5 is required)"));
  }

  private void violation(int code, String what) {
    if (accepted) {
      send(Packets.disconnect(code));
    }
    end(Loss.violation(what));
  }

  private void end(Loss loss) {
    if (!over) {
      over = true;
      channel.close();
      owner.lost(this, loss);
    }
  }

  private void send(Object packet) {
    channel.writeAndFlush(packet, channel.voidPromise());
  }
}
