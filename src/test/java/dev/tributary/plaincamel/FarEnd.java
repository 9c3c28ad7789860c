package dev.tributary.plaincamel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The web service that routes call, {@code {{far.url}}}: it answers with what it was sent, and
 * below {@code /broken} with 500.
 */
final class FarEnd implements AutoCloseable {
  private final HttpServer server;

  FarEnd() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", FarEnd::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      byte[] answer =
          "%s %s %s"
              .formatted(exchange.getRequestMethod(), exchange.getRequestURI(), body)
              .strip()
              .getBytes(UTF_8);
      boolean broken = exchange.getRequestURI().getPath().startsWith("/broken");
      exchange.getResponseHeaders().set("Content-Type", "text/plain");
      exchange.sendResponseHeaders(broken ? 500 : 200, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
