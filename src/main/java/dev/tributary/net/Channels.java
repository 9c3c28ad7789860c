package dev.tributary.net;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * The Netty side of a connection of Vert.x, which has no public way to it: to stop reading, to put
 * a handler before its parser, and to cut off who reads nothing. This package alone knows internals
 * of Vert.x.
 */
public final class Channels {
  private Channels() {}

  /** Where Vert.x stands in the pipeline of this connection of a server. */
  public static ChannelHandlerContext of(HttpConnection connection) {
    return ((HttpServerConnection) connection).channelHandlerContext();
  }
}
