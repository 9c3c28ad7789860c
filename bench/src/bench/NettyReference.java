package bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The same bridge as {@link MqttReference}, without an MQTT client: Netty's codec, one event loop
 * that hands messages to the producer, acknowledgements written as many as there are. {@code
 * BROKER_URL KAFKA TOPIC CLIENT_ID}.
 */
public final class NettyReference extends ChannelInboundHandlerAdapter {
  private static final int RECEIVE_MAXIMUM = 1_000;
  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final int PUBACK = 0x4002;

  private final Bootstrap bootstrap;
  private final KafkaProducer<String, byte[]> producer;
  private final String topic;
  private final String clientId;
  private final Queue<Integer> acknowledgements = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean writing = new AtomicBoolean();
  private final AtomicInteger underWay = new AtomicInteger();
  private Channel channel;

  private NettyReference(
      Bootstrap bootstrap, KafkaProducer<String, byte[]> producer, String topic, String clientId) {
    this.bootstrap = bootstrap;
    this.producer = producer;
    this.topic = topic;
    this.clientId = clientId;
  }

  public static void main(String[] arguments) {
    URI broker = URI.create(arguments[0]);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(new NioEventLoopGroup(1))
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .remoteAddress(broker.getHost(), broker.getPort());
    connect(bootstrap, ReferenceProducer.of(arguments[1]), arguments[2], arguments[3]);
  }

  /** A connection, and all that belongs to it: nothing of it reaches the next. */
  private static void connect(
      Bootstrap bootstrap, KafkaProducer<String, byte[]> producer, String topic, String clientId) {
    NettyReference connection = new NettyReference(bootstrap, producer, topic, clientId);
    bootstrap
        .clone()
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel opened) {
                opened
                    .pipeline()
                    .addLast(new IdleStateHandler(0, KEEP_ALIVE_SECONDS, 0))
                    .addLast(new MqttDecoder(1 << 20))
                    .addLast(MqttEncoder.INSTANCE)
                    .addLast(connection);
              }
            })
        .connect()
        .addListener(
            result -> {
              if (!result.isSuccess()) {
                connection.again();
              }
            });
  }

  private void again() {
    bootstrap
        .config()
        .group()
        .schedule(() -> connect(bootstrap, producer, topic, clientId), 1, TimeUnit.SECONDS);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    MqttProperties properties = new MqttProperties();
    properties.add(new IntegerProperty(MqttPropertyType.SESSION_EXPIRY_INTERVAL.value(), 86_400));
    properties.add(new IntegerProperty(MqttPropertyType.RECEIVE_MAXIMUM.value(), RECEIVE_MAXIMUM));
    channel.writeAndFlush(
        MqttMessageBuilders.connect()
            .protocolVersion(MqttVersion.MQTT_5)
            .clientId(clientId)
            .cleanSession(false)
            .keepAlive(KEEP_ALIVE_SECONDS)
            .properties(properties)
            .build());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    again();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent) {
      context.writeAndFlush(MqttMessage.PINGREQ);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object packet) {
    try {
      switch (((MqttMessage) packet).fixedHeader().messageType()) {
        case PUBLISH -> forward((MqttPublishMessage) packet);
        case CONNACK ->
            context.writeAndFlush(
                MqttMessageBuilders.subscribe()
                    .messageId(1)
                    .addSubscription(MqttQoS.AT_LEAST_ONCE, "devices/+/telemetry")
                    .build());
        case SUBACK -> System.out.println("READY");
        default -> {
          // a PINGRESP, or a DISCONNECT that the end of the connection follows
        }
      }
    } finally {
      ReferenceCountUtil.release(packet);
    }
  }

  private void forward(MqttPublishMessage message) {
    String address = message.variableHeader().topicName();
    String device = address.substring(8, address.indexOf('/', 8));
    int id = message.variableHeader().packetId();
    if (underWay.incrementAndGet() >= 2 * RECEIVE_MAXIMUM) {
      channel.config().setAutoRead(false);
    }
    producer.send(
        new ProducerRecord<>(topic, device, ByteBufUtil.getBytes(message.payload())),
        (metadata, failure) -> {
          if (failure != null) {
            channel.close(); // the broker sends again what was not acknowledged
            return;
          }
          acknowledgements.add(id);
          if (writing.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::write);
          }
        });
  }

  private void write() {
    writing.set(false);
    ByteBuf packets = channel.alloc().buffer();
    for (Integer id = acknowledgements.poll(); id != null; id = acknowledgements.poll()) {
      packets.writeShort(PUBACK).writeShort(id);
    }
    int left = underWay.addAndGet(-packets.readableBytes() / 4);
    channel.writeAndFlush(packets, channel.voidPromise());
    if (left <= RECEIVE_MAXIMUM) {
      channel.config().setAutoRead(true);
    }
  }
}
