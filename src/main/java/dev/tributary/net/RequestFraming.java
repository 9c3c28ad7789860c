package dev.tributary.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;

/**
 * Lets only well-framed requests through to the parser of a Vert.x server. At the first that is
 * not, the server's handler of invalid requests (or, within a body, the request's handler of
 * exceptions) gets a {@link MalformedRequest}; nothing behind it is read.
 */
public final class RequestFraming extends ChannelDuplexHandler {
  private static final String DECODER = "httpDecoder";

  /** A socket that is closed on unread bytes is reset, and the sender may never see the answer. */
  private static final long DRAIN_MILLIS = 1000;

  private final FramingScanner scanner;
  private boolean refused;
  private boolean draining;

  private RequestFraming(FramingScanner scanner) {
    this.scanner = scanner;
  }

  /** To be called by the connection handler of a server with these options. */
  public static void on(HttpConnection connection, HttpServerOptions options) {
    FramingScanner scanner =
        new FramingScanner(options.getMaxInitialLineLength(), options.getMaxHeaderSize());
    Channels.of(connection).pipeline().addBefore(DECODER, "framing", new RequestFraming(scanner));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (refused) {
      ReferenceCountUtil.release(message);
      return;
    }
    ByteBuf bytes = (ByteBuf) message;
    try {
      scanner.scan(bytes);
    } catch (MalformedRequest malformed) {
      refused = true;
      refuse(context, bytes, malformed);
      return;
    }
    context.fireChannelRead(bytes);
  }

  private void refuse(ChannelHandlerContext context, ByteBuf bytes, MalformedRequest malformed) {
    bytes.writerIndex(scanner.accepted());
    context.fireChannelRead(bytes);
    HttpObject invalid = scanner.isInBody() ? body() : request();
    invalid.setDecoderResult(DecoderResult.failure(malformed));
    context.pipeline().context(DECODER).fireChannelRead(invalid);
  }

  private static HttpObject request() {
    return new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/bad-request");
  }

  private static LastHttpContent body() {
    return new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
  }

  /** The sender sees the end at once; what it still sends is dropped for a moment. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the promise carries the result
  public void close(ChannelHandlerContext context, ChannelPromise promise) {
    if (!refused || draining) {
      context.close(promise);
      return;
    }
    draining = true;
    context.flush();
    if (context.channel() instanceof DuplexChannel socket
        && context.pipeline().get(SslHandler.class) == null) {
      socket.shutdownOutput();
    }
    context.channel().config().setAutoRead(true);
    Runnable end = () -> context.close(promise);
    context.executor().schedule(end, DRAIN_MILLIS, TimeUnit.MILLISECONDS);
  }
}
