package dev.tributary.simulate;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;

/** Confirmable POSTs from several endpoints, because each has only 65,536 message ids. */
final class CoapSender implements Sender {
  static {
    CoapConfig.register();
    UdpConfig.register();
  }

  /**
   * A gateway that is killed after it said "later" (an empty ACK) never answers, and Californium
   * then waits for ever.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ScheduledThreadPoolExecutor threads =
      new ScheduledThreadPoolExecutor(2, CoapSender::thread);
  private final List<CoapEndpoint> endpoints = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final String base;
  private final Duration patience;

  CoapSender(URI base, int count) {
    this(base, count, PATIENCE);
  }

  CoapSender(URI base, int count, Duration patience) {
    this.patience = patience;
    threads.setRemoveOnCancelPolicy(true);
    this.base = base.toString().replaceAll("/$", "") + "/";
    Configuration configuration = Configuration.createStandardWithoutFile();
    configuration.set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1);
    configuration.set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1);
    for (int i = 0; i < count; i++) {
      CoapEndpoint endpoint = CoapEndpoint.builder().setConfiguration(configuration).build();
      endpoint.setExecutors(threads, threads);
      endpoints.add(endpoint);
    }
    endpoints.forEach(CoapSender::start);
  }

  @Override
  public void send(Message message, Consumer<Answer> answer) {
    Request request = Request.newPost();
    request.setConfirmable(true);
    try {
      request.setURI(base + message.address());
    } catch (IllegalArgumentException e) {
      // the name of the gateway cannot be resolved, perhaps only for the moment
      threads.execute(() -> answer.accept(Answer.UNANSWERED));
      return;
    }
    request.getOptions().setContentFormat(MediaTypeRegistry.parse(message.contentType()));
    request.setPayload(message.payload());
    Future<?> end = threads.schedule(request::cancel, patience.toMillis(), TimeUnit.MILLISECONDS);
    request.addMessageObserver(
        new Once(
            heard -> {
              end.cancel(false);
              answer.accept(heard);
            }));
    int turn = Math.floorMod(next.getAndIncrement(), endpoints.size());
    endpoints.get(turn).sendRequest(request);
  }

  @Override
  public void close() {
    endpoints.forEach(CoapEndpoint::destroy);
    threads.shutdownNow();
  }

  private static void start(CoapEndpoint endpoint) {
    try {
      endpoint.start();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException("cannot open a UDP port to send CoAP from", e);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "simulate-coap");
    thread.setDaemon(true);
    return thread;
  }

  /** Californium may report a time-out and a send error for the same request. */
  private static final class Once extends MessageObserverAdapter {
    private final Consumer<Answer> answer;
    private final AtomicBoolean answered = new AtomicBoolean();

    Once(Consumer<Answer> answer) {
      this.answer = answer;
    }

    @Override
    public void onResponse(Response response) {
      CoAP.ResponseCode code = response.getCode();
      answer(Answer.ofStatus(code.codeClass * 100 + code.codeDetail));
    }

    @Override
    protected void failed() {
      answer(Answer.UNANSWERED);
    }

    @Override
    public void onCancel() {
      answer(Answer.UNANSWERED);
    }

    private void answer(Answer heard) {
      if (answered.compareAndSet(false, true)) {
        answer.accept(heard);
      }
    }
  }
}
