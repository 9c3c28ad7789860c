package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.config.Settings;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Variables;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthenticationIT {
  @TempDir Path folder;

  @Test
  void takeOnlyTokensThatMaySpeakForTheDevice() throws Exception {
    Path file = Files.writeString(folder.resolve("tokens"), "dev-* " + hash("s3cret") + "\n");
    try (HttpWorld world = HttpWorld.open(HttpWorld.settings().auth("tokens", file))) {
      HttpResponse<String> nobody = world.send(world.post(path("dev-1"), "{}"));
      assertThat(nobody.statusCode()).isEqualTo(401);
      assertThat(nobody.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(nobody.body()).contains("unauthenticated");

      HttpResponse<String> stranger =
          world.send(world.post(path("dev-1"), "{}").header("Authorization", "Bearer wrong"));
      assertThat(stranger.headers().firstValue("WWW-Authenticate"))
          .contains("Bearer error=\"invalid_token\"");
      assertThat(status(world, "dev-1", "Basic s3cret")).isEqualTo(401);
      assertThat(status(world, "dev-1", "Bearer wrong")).isEqualTo(401);
      assertThat(status(world, "other", "Bearer s3cret")).isEqualTo(403);
      assertThat(status(world, "dev-1", "bearer s3cret")).isEqualTo(204);
      assertThat(world.route.seen).hasSize(1);
      assertThat(world.route.seen.get(0).toString()).doesNotContain("s3cret");

      Files.writeString(file, "other " + hash("s3cret") + "\n\n");
      await().until(() -> status(world, "other", "Bearer s3cret") == 204);
      assertThat(status(world, "dev-1", "Bearer s3cret")).isEqualTo(403);
    }
  }

  @Test
  void bindATokenToTheRegionsOfItsLine() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("tokens"),
            "dev-* region=eu %1$s\nsite7-* region=us-* %1$s\n".formatted(hash("s3cret")));
    try (HttpWorld world = HttpWorld.open(HttpWorld.settings().auth("tokens", file))) {
      assertThat(region(world, "eu", "dev-1")).isEqualTo(204);
      assertThat(region(world, "us", "dev-1")).isEqualTo(403);
      assertThat(region(world, "us-east", "site7-a")).isEqualTo(204);
      assertThat(region(world, "eu", "site7-a")).isEqualTo(403);
      assertThat(world.refused).containsOnly(Reason.FORBIDDEN);

      assertThat(status(world, "dev-1", "Bearer s3cret")).isEqualTo(204);
      assertThat(status(world, "site7-a", "Bearer s3cret")).isEqualTo(204);
      assertThat(world.route.seen)
          .extracting(seen -> seen.variable(Variables.REGION))
          .as("a token of one region gives it where the address has none")
          .containsExactly("eu", "us-east", "eu", null);
      assertThat(world.route.seen)
          .as("what the payload may still claim is checked behind it")
          .allSatisfy(seen -> assertThat(seen.properties()).containsKey(Variables.GRANTS));
    }
  }

  @Test
  void giveItsRegionToEachItemOfABatch() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("tokens"),
            "dev-* region=eu %1$s\nsite7-* region=us-* %1$s\n".formatted(hash("s3cret")));
    try (HttpWorld world = HttpWorld.open(HttpWorld.settings().auth("tokens", file))) {
      world.send(
          world
              .post("/v1/telemetry", "[{\"device\":\"dev-1\"},{\"device\":\"site7-a\"}]")
              .header("Content-Type", "application/json")
              .header("Authorization", "Bearer s3cret"));

      assertThat(world.route.seen)
          .extracting(seen -> seen.variable(Variables.REGION))
          .containsExactly("eu", null);
      assertThat(world.route.seen)
          .allSatisfy(seen -> assertThat(seen.properties()).containsKey(Variables.GRANTS));
    }
  }

  @Test
  void bindACertificateToTheRegionOfItsUnit() throws Exception {
    Certified authority = new Certified(folder);
    Settings.Tls server = authority.issue("server", "gateway");
    authority.issue("one", "dev-1, OU=Sales, OU=region:eu");
    authority.issue("several", "dev-1, OU=region:eu-west, OU=Region:eu north");
    authority.issue("joined", "dev-1+OU=region:eu");
    authority.issue("nowhere", "dev-1, OU=region:");
    try (HttpWorld world = HttpWorld.open(HttpWorld.settings().auth("mtls", null).tls(server))) {
      for (String client : List.of("one", "joined")) {
        assertThat(status(world, authority, client, inRegion("eu", "dev-1"))).isEqualTo(204);
        assertThat(status(world, authority, client, inRegion("us", "dev-1"))).isEqualTo(403);
        assertThat(status(world, authority, client, path("dev-1"))).isEqualTo(204);
      }
      assertThat(status(world, authority, "several", inRegion("eu%20north", "dev-1")))
          .isEqualTo(204);
      assertThat(status(world, authority, "several", inRegion("eu", "dev-1"))).isEqualTo(403);
      assertThat(status(world, authority, "several", path("dev-1"))).isEqualTo(204);
      assertThat(status(world, authority, "nowhere", inRegion("eu", "dev-1"))).isEqualTo(403);
      assertThat(world.route.seen)
          .extracting(seen -> seen.variable(Variables.REGION))
          .containsExactly("eu", "eu", "eu", "eu", "eu north", null);
    }
  }

  @Test
  void askForEachItemOfABatch() throws Exception {
    Path file = Files.writeString(folder.resolve("tokens"), "dev-* " + hash("s3cret") + "\n");
    try (HttpWorld world = HttpWorld.open(HttpWorld.settings().auth("tokens", file))) {
      HttpResponse<String> answer =
          world.send(
              world
                  .post(
                      "/v1/telemetry",
                      "{\"device\":\"dev-1\"}\n{\"device\":\"other\"}\n{\"t\":1}\n")
                  .header("Content-Type", "application/x-ndjson")
                  .header("Authorization", "Bearer s3cret"));

      assertThat(answer.body())
          .contains("\"stored\":1,\"refused\":2")
          .contains("{\"index\":1,\"status\":403,\"reason\":\"forbidden\"")
          .contains("{\"index\":2,\"status\":403,\"reason\":\"forbidden\"");
      assertThat(world.route.seen).hasSize(1);
    }
  }

  @Test
  void takeOnlyCertificatesThatNameTheDevice() throws Exception {
    Certified authority = new Certified(folder);
    Settings.Tls server = authority.issue("server", "gateway");
    authority.issue("dev-1", "dev-1");
    authority.issue("site", "site", "dns:gw-1,uri:urn:dev:ops:7");
    try (HttpWorld world = HttpWorld.open(HttpWorld.settings().auth("mtls", null).tls(server))) {
      assertThat(status(world, authority, null, path("dev-1"))).isEqualTo(401);
      assertThat(
              HttpClient.newBuilder()
                  .sslContext(authority.client(null))
                  .build()
                  .send(world.post(path("dev-1"), "{}").build(), BodyHandlers.ofString())
                  .headers()
                  .firstValue("WWW-Authenticate"))
          .isEmpty();
      assertThat(status(world, authority, "dev-1", path("dev-1"))).isEqualTo(204);
      assertThat(status(world, authority, "dev-1", path("dev-2"))).isEqualTo(403);
      assertThat(status(world, authority, "site", "/v1/gateways/gw-1/telemetry")).isEqualTo(204);
      assertThat(status(world, authority, "site", path("urn:dev:ops:7"))).isEqualTo(204);
    }
  }

  @Test
  void refuseACertificateOfAnotherAuthority() throws Exception {
    Certified authority = new Certified(Files.createDirectory(folder.resolve("ours")));
    Certified stranger = new Certified(Files.createDirectory(folder.resolve("theirs")));
    Settings.Tls server = authority.issue("server", "gateway");
    stranger.issue("dev-1", "dev-1");
    try (HttpWorld world = HttpWorld.open(HttpWorld.settings().auth("mtls", null).tls(server))) {
      HttpClient client = HttpClient.newBuilder().sslContext(stranger.client("dev-1")).build();
      assertThatThrownBy(
              () -> client.send(world.post(path("dev-1"), "{}").build(), BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
      assertThat(world.route.seen).isEmpty();
    }
  }

  @Test
  void takeUpARenewedCertificate() throws Exception {
    Certified authority = new Certified(folder);
    Settings.Tls server = authority.issue("server", "before");
    try (HttpWorld world = HttpWorld.open(HttpWorld.settings().tls(server))) {
      assertThat(name(world, authority)).isEqualTo("CN=before");

      Files.writeString(server.certificate(), "not a certificate\n");
      authority.issue("server", "after");

      await().until(() -> name(world, authority).equals("CN=after"));
      assertThat(status(world, authority, null, path("dev-1"))).isEqualTo(204);
    }
  }

  @Test
  void turnAwayAClientOnceItsAuthorityCountsNoMore() throws Exception {
    Certified authority = new Certified(Files.createDirectory(folder.resolve("ours")));
    Certified next = new Certified(Files.createDirectory(folder.resolve("next")));
    Settings.Tls server = authority.issue("server", "gateway");
    authority.issue("dev-1", "dev-1");
    Path nextAuthority = next.issue("dev-1", "dev-1").ca();
    try (HttpWorld world = HttpWorld.open(HttpWorld.settings().auth("mtls", null).tls(server))) {
      HttpClient client = HttpClient.newBuilder().sslContext(authority.client("dev-1")).build();
      HttpRequest post = world.post(path("dev-1"), "{}").build();
      assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(204);

      Files.copy(nextAuthority, server.ca(), StandardCopyOption.REPLACE_EXISTING);

      // on its open connection, and with the session that it kept of it
      await().until(() -> client.send(post, BodyHandlers.ofString()).statusCode() == 401);
    }
  }

  private static String name(HttpWorld world, Certified authority) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(world.uri("/openapi.json")).build();
    HttpResponse<String> answer =
        HttpClient.newBuilder()
            .sslContext(authority.client(null))
            .build()
            .send(request, BodyHandlers.ofString());
    X509Certificate shown =
        (X509Certificate) answer.sslSession().orElseThrow().getPeerCertificates()[0];
    return shown.getSubjectX500Principal().getName();
  }

  private static int status(HttpWorld world, Certified authority, String client, String path)
      throws Exception {
    return HttpClient.newBuilder()
        .sslContext(authority.client(client))
        .build()
        .send(world.post(path, "{}").build(), BodyHandlers.ofString())
        .statusCode();
  }

  private static int status(HttpWorld world, String device, String authorization) throws Exception {
    return world
        .send(world.post(path(device), "{}").header("Authorization", authorization))
        .statusCode();
  }

  private static int region(HttpWorld world, String region, String device) throws Exception {
    return world
        .send(world.post(inRegion(region, device), "{}").header("Authorization", "Bearer s3cret"))
        .statusCode();
  }

  private static String inRegion(String region, String device) {
    return "/v1/regions/" + region + "/devices/" + device + "/telemetry";
  }

  private static String path(String device) {
    return "/v1/devices/" + device + "/telemetry";
  }

  private static String hash(String token) throws Exception {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
  }
}
