package dev.tributary.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.console.page.ConsoleFailure;
import dev.tributary.console.page.ConsolePage;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What open pages cost, by how they read. */
class LiveTest {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger computed = new AtomicInteger();
  private final Live live = new Live(this::overview, PATIENCE);
  private final Vertx vertx = Vertx.vertx();
  private final int port = listen();

  private Map<String, Object> overview() {
    computed.incrementAndGet();
    return Map.of("status", "ready");
  }

  private int listen() {
    return vertx
        .createHttpServer()
        .requestHandler(
            request ->
                live.open(
                    request,
                    () -> request.path().equals("/late") ? late() : new Feed(),
                    () -> true))
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .actualPort();
  }

  private ConsolePage.Feed late() {
    if (asked.incrementAndGet() < 3) {
      throw new ConsoleFailure(503, "not yet");
    }
    return () -> "here";
  }

  /** Much more than a window holds. */
  private final class Feed implements ConsolePage.Feed {
    @Override
    public Object next() {
      asked.incrementAndGet();
      return List.of("x".repeat(8 << 20));
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @AfterEach
  void stop() {
    live.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void disconnectsWhoReadsNothingAndStopsWithTheLast() throws IOException {
    try (Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(1024);
      deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      deaf.getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      await().until(() -> asked.get() > 0);

      await().atMost(Duration.ofSeconds(20)).until(() -> closed.get() == 1);

      // what is not read is not computed
      assertThat(asked.get()).isLessThanOrEqualTo(2);
      assertThat(live.readers()).isZero();
      int then = computed.get();
      await().pollDelay(Duration.ofMillis(1500)).until(() -> computed.get() == then);
    }
  }

  @Test
  void triesAPageAgainThatCannotBeOpenedYet() throws IOException {
    try (Socket browser = new Socket(InetAddress.getLoopbackAddress(), port)) {
      browser.setSoTimeout(10_000);
      browser
          .getOutputStream()
          .write("GET /late HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(browser.getInputStream(), StandardCharsets.UTF_8));
      List<String> events =
          reader
              .lines()
              .filter(line -> line.startsWith("data: ") && !line.contains("status"))
              .limit(3)
              .toList();
      assertThat(events)
          .containsExactly(
              "data: {\"error\":\"not yet\"}", "data: {\"error\":\"not yet\"}", "data: \"here\"");
    }
  }
}
