package dev.tributary.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections past a limit in the moment that they are accepted, before anything is made for
 * them. Where it is left to a handler, a flood has as many accepted as wait for that handler, and
 * those in a TLS handshake are not seen at all.
 */
public final class BoundedTransport extends JDKTransport {
  private final ConnectionLimit limit;

  private BoundedTransport(ConnectionLimit limit) {
    this.limit = limit;
  }

  /** A Vert.x whose servers together have no more connections than that. */
  public static Vertx vertx(VertxOptions options, ConnectionLimit limit) {
    return new VertxBuilder(options).init().findTransport(new BoundedTransport(limit)).vertx();
  }

  @Override
  public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
    return domainSocket ? super.serverChannelFactory(true) : () -> new BoundedChannel(limit);
  }

  private static final class BoundedChannel extends NioServerSocketChannel {
    /** Without a pause, the system would report at once again what cannot be accepted. */
    private static final long PAUSE_MILLIS = 200;

    private final ConnectionLimit limit;

    BoundedChannel(ConnectionLimit limit) {
      this.limit = limit;
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
      try {
        int count = super.doReadMessages(accepted);
        if (count > 0) {
          admit(accepted);
        }
        return count;
      } catch (IOException e) {
        limit.failed(e);
        config().setAutoRead(false);
        var unused =
            eventLoop()
                .schedule(() -> config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        return 0;
      }
    }

    private void admit(List<Object> accepted) {
      int last = accepted.size() - 1;
      Channel connection = (Channel) accepted.get(last);
      if (limit.opened()) {
        connection.closeFuture().addListener(closed -> limit.closed());
      } else {
        accepted.remove(last);
        connection.unsafe().closeForcibly();
      }
    }
  }
}
