package dev.tributary.ingest.http;

import dev.tributary.contract.Rejection;
import dev.tributary.net.Channels;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets the next request of a connection through when the answer before it is taken. Vert.x reads on
 * while a request waits for its answer, and keeps what it read without a bound: one connection that
 * sends and does not listen could fill the heap.
 */
final class PipeliningGuard extends ChannelDuplexHandler {
  /** What a part of a request takes as an object, with its share of the bytes read. */
  private static final int WEIGHT = 256;

  private final Queue<Object> early = new ArrayDeque<>();
  private final ReceiveBudget.Share share;
  private ChannelHandlerContext context;
  private boolean answering;
  private boolean closing;
  private boolean over;

  private PipeliningGuard(ReceiveBudget.Share share) {
    this.share = share;
  }

  static void on(HttpConnection connection, ReceiveBudget receiving) {
    ChannelHandlerContext last = Channels.of(connection);
    last.pipeline()
        .addBefore(last.name(), "pipelining-guard", new PipeliningGuard(receiving.share()));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    if (early.isEmpty() && mayPass(message)) {
      pass(message);
    } else {
      keep(from, message);
    }
  }

  /** One read may hold thousands of tiny requests, which weigh far more as objects. */
  private void keep(ChannelHandlerContext from, Object message) {
    from.channel().config().setAutoRead(false);
    early.add(message);
    try {
      share.hold((long) early.size() * WEIGHT);
    } catch (Rejection overloaded) {
      var unused = from.close();
    }
  }

  private boolean mayPass(Object message) {
    return !(answering && message instanceof HttpRequest);
  }

  private void pass(Object message) {
    if (message instanceof HttpRequest) {
      over = closing;
      answering = true;
    }
    if (over) {
      ReferenceCountUtil.release(message);
    } else {
      context.fireChannelRead(message);
    }
  }

  @Override
  public void write(ChannelHandlerContext to, Object message, ChannelPromise promise)
      throws Exception {
    ChannelPromise taken = promise;
    // No request behind such an answer may be processed (RFC 9112, 9.6).
    closing |= message instanceof HttpResponse response && !HttpUtil.isKeepAlive(response);
    if (message instanceof LastHttpContent && !isInterim(message)) {
      taken = promise.unvoid();
      taken.addListener(answer -> answered());
    }
    super.write(to, message, taken);
  }

  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpResponseStatus.CONTINUE.codeClass();
  }

  private void answered() {
    answering = false;
    if (!early.isEmpty()) {
      // not from within the answer: requests that are refused at once would pile up on the stack
      context.executor().execute(this::goOn);
    }
  }

  private void goOn() {
    if (!context.channel().isActive()) {
      return;
    }
    // Vert.x may want to stop reading in the middle of this, and that has to last.
    context.channel().config().setAutoRead(true);
    while (!early.isEmpty() && mayPass(early.peek())) {
      pass(early.poll());
    }
    share.count((long) early.size() * WEIGHT);
    if (!early.isEmpty()) {
      context.channel().config().setAutoRead(false);
    }
    context.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext closed) {
    early.forEach(ReferenceCountUtil::release);
    early.clear();
    share.release();
    closed.fireChannelInactive();
  }
}
