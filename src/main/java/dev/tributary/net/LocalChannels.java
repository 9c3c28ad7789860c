package dev.tributary.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;

/** Carries HTTP within this process, on Netty's local channels: no socket is ever opened. */
public final class LocalChannels extends JDKTransport {
  /** Stands for the one server of a Vert.x. */
  public static final SocketAddress SERVER = SocketAddress.domainSocketAddress("in-memory");

  private final LocalAddress address = new LocalAddress(LocalChannels.class);

  private LocalChannels() {}

  /** A Vert.x without a network. */
  public static Vertx vertx(VertxOptions options) {
    return new VertxBuilder(options).init().findTransport(new LocalChannels()).vertx();
  }

  @Override
  public boolean supportsDomainSockets() {
    return true;
  }

  @Override
  public java.net.SocketAddress convert(SocketAddress named) {
    return address;
  }

  @Override
  public SocketAddress convert(java.net.SocketAddress local) {
    return SERVER;
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
    return LocalChannel::new;
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
    return LocalServerChannel::new;
  }

  @Override
  public void configure(ClientOptionsBase options, boolean domainSocket, Bootstrap bootstrap) {
    // options of sockets mean nothing here
  }

  @Override
  public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
    // options of sockets mean nothing here
  }
}
