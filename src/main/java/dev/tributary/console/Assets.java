package dev.tributary.console;

import dev.tributary.text.Sha256;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** The files of the console in the jar, each read once. */
final class Assets {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml");

  private static final Pattern PATH =
      Pattern.compile("/((?:[a-z0-9-]+/)?[a-z0-9-]+\\.(?<type>html|js|css|svg))");

  private record Asset(String type, String tag, Buffer plain, Buffer zipped) {}

  private final Map<String, Optional<Asset>> read = new ConcurrentHashMap<>();

  /** False where there is no such file. */
  boolean serve(HttpServerRequest request) {
    String path = request.path().equals("/") ? "/index.html" : request.path();
    Matcher name = PATH.matcher(path);
    if (!name.matches()) {
      return false;
    }
    Optional<Asset> asset = asset(name);
    asset.ifPresent(found -> answer(request, found));
    return asset.isPresent();
  }

  /** Only of what is there: others may ask for any number of names. */
  private Optional<Asset> asset(Matcher name) {
    Optional<Asset> known = read.get(name.group(1));
    if (known != null) {
      return known;
    }
    try (InputStream file = Assets.class.getResourceAsStream("/console/" + name.group(1))) {
      if (file == null) {
        return Optional.empty();
      }
      byte[] bytes = file.readAllBytes();
      Asset asset =
          new Asset(
              TYPES.get(name.group("type")),
              '"' + Sha256.of(bytes).substring(0, 16) + '"',
              Buffer.buffer(bytes),
              Buffer.buffer(zipped(bytes)));
      read.put(name.group(1), Optional.of(asset));
      return Optional.of(asset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  private static void answer(HttpServerRequest request, Asset asset) {
    HttpServerResponse response =
        Headers.protect(request.response())
            .putHeader("Content-Type", asset.type())
            .putHeader("ETag", asset.tag())
            .putHeader("Cache-Control", "no-cache")
            .putHeader("Vary", "Accept-Encoding");
    String known = request.getHeader("If-None-Match");
    String codings = request.getHeader("Accept-Encoding");
    if (known != null && known.contains(asset.tag())) {
      response.setStatusCode(304).end();
    } else if (codings != null && codings.contains("gzip")) {
      response.putHeader("Content-Encoding", "gzip").end(asset.zipped());
    } else {
      response.end(asset.plain());
    }
  }
}
