package dev.tributary.simulate;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.function.Consumer;

/** {@code POST /v1/<address>} over a pool of kept connections. */
final class HttpSender implements Sender {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpClient client;
  private final URI base;
  private final String token;

  HttpSender(URI base, String token, Credentials credentials, int connections) {
    this.base = base;
    this.token = token;
    client =
        vertx.createHttpClient(
            credentials
                .show(new HttpClientOptions())
                .setMaxPoolSize(connections)
                .setConnectTimeout(5_000)
                .setSsl("https".equals(base.getScheme())));
  }

  @Override
  public void send(Message message, Consumer<Answer> answer) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(base.getHost())
            .setPort(port())
            .setURI("/v1/" + message.address())
            .setTimeout(PATIENCE.toMillis())
            .putHeader("Content-Type", message.contentType());
    if (token != null) {
      request.putHeader("Authorization", "Bearer " + token);
    }
    client
        .request(request)
        .compose(open -> open.send(Buffer.buffer(message.payload())))
        .compose(response -> response.end().map(response.statusCode()))
        .onSuccess(status -> answer.accept(Answer.ofStatus(status)))
        .onFailure(failure -> answer.accept(Answer.UNANSWERED));
  }

  private int port() {
    if (base.getPort() >= 0) {
      return base.getPort();
    }
    return "https".equals(base.getScheme()) ? 443 : 80;
  }

  @Override
  public void close() {
    client.close();
    vertx.close();
  }
}
