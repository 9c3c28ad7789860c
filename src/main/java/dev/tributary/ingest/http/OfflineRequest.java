package dev.tributary.ingest.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.contract.DeviceAnswer;
import dev.tributary.contract.SampleMessage;
import dev.tributary.net.LocalChannels;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A message as the HTTP request that a device would send, and the answer to it. */
final class OfflineRequest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  private OfflineRequest() {}

  static CompletableFuture<DeviceAnswer> send(Context loop, HttpClient client, SampleMessage sent) {
    RequestOptions options =
        new RequestOptions()
            .setServer(LocalChannels.SERVER)
            .setHost("localhost")
            .setMethod(HttpMethod.valueOf(sent.method() == null ? "POST" : sent.method()))
            .setURI(ServedPath.VERSION + encoded(sent.address()));
    header(options, "Content-Type", sent.contentType());
    header(options, "Content-Encoding", sent.contentEncoding());
    header(options, "Idempotency-Key", sent.messageId());
    header(options, "traceparent", sent.traceparent());
    CompletableFuture<DeviceAnswer> answer = new CompletableFuture<>();
    loop.runOnContext(
        now ->
            client
                .request(options)
                .compose(request -> answered(request, sent.payload()))
                .onSuccess(answer::complete)
                .onFailure(answer::completeExceptionally));
    return answer;
  }

  /** In memory the answer may come while the request is being sent, so it is listened for first. */
  private static Future<DeviceAnswer> answered(HttpClientRequest request, byte[] payload) {
    Future<DeviceAnswer> answer =
        request.response().compose(response -> response.body().map(body -> answer(response, body)));
    return request.end(Buffer.buffer(payload)).transform(sent -> answer);
  }

  private static DeviceAnswer answer(HttpClientResponse response, Buffer body) {
    String code = Integer.toString(response.statusCode());
    if (body.length() == 0) {
      return new DeviceAnswer(code, List.of(DeviceAnswer.STORED), "");
    }
    try {
      JsonNode answer = JSON.readTree(body.getBytes());
      if (!answer.has("results")) {
        return new DeviceAnswer(code, List.of(reason(answer)), answer.path("detail").asText());
      }
      List<String> answers = new ArrayList<>();
      answer.get("results").forEach(item -> answers.add(reason(item)));
      return new DeviceAnswer(code, answers, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String reason(JsonNode answer) {
    return answer.path("reason").asText(DeviceAnswer.STORED);
  }

  private static void header(RequestOptions options, String name, String value) {
    if (value != null) {
      options.putHeader(name, value);
    }
  }

  /** Percent-encodes all but what may stand in a path as it is. */
  private static String encoded(String address) {
    StringBuilder path = new StringBuilder();
    for (byte b : address.getBytes(StandardCharsets.UTF_8)) {
      if (b == '/' || UNRESERVED.indexOf(b) >= 0) {
        path.append((char) b);
      } else {
        path.append("%%%02X".formatted(b));
      }
    }
    return path.toString();
  }
}
