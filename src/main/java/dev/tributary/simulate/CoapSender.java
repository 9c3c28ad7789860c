package dev.tributary.simulate;

import dev.tributary.support.DaemonThreads;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.MapBasedEndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.config.DtlsConfig;

/** Confirmable POSTs from several endpoints, because each has only 65,536 message ids. */
final class CoapSender implements Sender {
  static {
    CoapConfig.register();
    DtlsConfig.register();
    UdpConfig.register();
  }

  /** After so many the other side no longer knows this session; over coaps a new one is begun. */
  private static final int RETRANSMISSIONS_OF_A_SESSION = 2;

  private final ScheduledThreadPoolExecutor threads =
      new ScheduledThreadPoolExecutor(2, CoapSender::thread);
  private final List<Port> ports = new ArrayList<>();
  private final AtomicInteger next = new AtomicInteger();
  private final String base;
  private final boolean secure;
  private final Duration patience;

  CoapSender(URI base, Credentials credentials, int count) {
    this(base, credentials, count, PATIENCE);
  }

  /**
   * @param patience a gateway that is killed after it answered "later" (an empty ACK) never
   *     answers, and Californium then waits for ever
   */
  CoapSender(URI base, Credentials credentials, int count, Duration patience) {
    this.patience = patience;
    threads.setRemoveOnCancelPolicy(true);
    this.base = base.toString().replaceAll("/$", "") + "/";
    secure = "coaps".equals(base.getScheme());
    Configuration configuration = Configuration.createStandardWithoutFile();
    configuration.set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1);
    configuration.set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1);
    for (int i = 0; i < count; i++) {
      CoapEndpoint.Builder builder = CoapEndpoint.builder().setConfiguration(configuration);
      if (secure) {
        builder.setConnector(credentials.dtls(configuration));
      }
      CoapEndpoint endpoint = builder.build();
      endpoint.setExecutors(threads, threads);
      ports.add(new Port(endpoint));
    }
    ports.forEach(Port::open);
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
            outcome -> {
              end.cancel(false);
              answer.accept(outcome);
            }));
    ports.get(Math.floorMod(next.getAndIncrement(), ports.size())).send(request);
  }

  @Override
  public void close() {
    ports.forEach(Port::close);
    threads.shutdownNow();
  }

  private static Thread thread(Runnable work) {
    return DaemonThreads.of("simulate-coap", work);
  }

  /** One UDP port, and over coaps its session. */
  private final class Port {
    private final CoapEndpoint endpoint;
    private final AtomicInteger session = new AtomicInteger();

    /** The number of the session that the gateway does not know any more. */
    private volatile int forgotten = -1;

    Port(CoapEndpoint endpoint) {
      this.endpoint = endpoint;
    }

    void open() {
      try {
        endpoint.start();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot open a UDP port to send CoAP from", e);
      }
    }

    void send(Request request) {
      if (secure) {
        int now = session.get();
        if (now == forgotten && session.compareAndSet(now, now + 1)) {
          request.setDestinationContext(
              new MapBasedEndpointContext(
                  request.getDestinationContext().getPeerAddress(),
                  request.getDestinationContext().getVirtualHost(),
                  null,
                  DtlsEndpointContext.ATTRIBUE_HANDSHAKE_MODE_FORCE_FULL));
        }
        request.addMessageObserver(new Forgotten(request, this, session.get()));
      }
      endpoint.sendRequest(request);
    }

    void close() {
      endpoint.destroy();
    }
  }

  /** A restarted gateway does not answer in sessions that it does not know. */
  private static final class Forgotten extends MessageObserverAdapter {
    private final Request request;
    private final Port port;
    private final int session;
    private int retransmissions;

    Forgotten(Request request, Port port, int session) {
      this.request = request;
      this.port = port;
      this.session = session;
    }

    @Override
    public void onRetransmission() {
      if (++retransmissions == RETRANSMISSIONS_OF_A_SESSION) {
        // an answer in an earlier session proves nothing about the current one
        port.forgotten = Math.max(port.forgotten, session);
        request.cancel();
      }
    }
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

    private void answer(Answer outcome) {
      if (answered.compareAndSet(false, true)) {
        answer.accept(outcome);
      }
    }
  }
}
