package dev.tributary.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/http.md. */
class CurlIT {
  private static final String JSON = "Content-Type: application/json";

  @TempDir Path folder;

  private HttpWorld world;

  @BeforeEach
  void open() throws Exception {
    assumeTrue(isInstalled(), "curl is not installed");
    world = HttpWorld.open();
  }

  @AfterEach
  void close() throws Exception {
    if (world != null) {
      world.close();
    }
  }

  @Test
  void postOneMessage() throws Exception {
    assertThat(curl("/v1/devices/dev-1/telemetry", "-H", JSON, "-d", "{\"temperature\": 21.5}"))
        .startsWith("HTTP/1.1 204 No Content");
  }

  @Test
  void postABatchThatIsLargerThanOneMessage() throws Exception {
    Path batch = folder.resolve("batch");
    Files.writeString(batch, "{\"device\": \"dev-1\", \"temperature\": 21.5}\n".repeat(1200));

    String answer =
        curl(
            "/v1/telemetry",
            "-H",
            "Content-Type: application/x-ndjson",
            "--data-binary",
            "@" + batch);

    // Past 1 MiB, or on some versions always, curl asks for leave to send.
    assertThat(answer).contains("HTTP/1.1 200 OK").contains("{\"stored\":1200,\"refused\":0,");
  }

  @Test
  void waitForLeaveToSend() throws Exception {
    String answer =
        curl("/v1/devices/dev-1/telemetry", "-H", "Expect: 100-continue", "-H", JSON, "-d", "{}");
    assertThat(answer).startsWith("HTTP/1.1 100 Continue").contains("HTTP/1.1 204 No Content");

    assertThat(curl("/v1/no/such", "-H", "Expect: 100-continue", "-H", JSON, "-d", "{}"))
        .startsWith("HTTP/1.1 404 Not Found")
        .contains("application/problem+json");
  }

  private String curl(String path, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-i", "--max-time", "20"));
    command.addAll(List.of(arguments));
    command.add(world.uri(path).toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static boolean isInstalled() throws InterruptedException {
    try {
      return new ProcessBuilder("curl", "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException none) {
      return false;
    }
  }
}
