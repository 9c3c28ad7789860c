package dev.tributary.cli;

import dev.tributary.config.Hosts;
import dev.tributary.config.Mode;
import dev.tributary.config.Settings;
import dev.tributary.text.Printable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks the gateway on this machine whether it is ready, for health checks of containers. */
@Command(
    name = "health",
    description = "Asks the local management port whether the gateway is ready; exit 0 when it is.")
final class HealthCommand implements Callable<Integer> {
  @Mixin private CommonOptions options;

  @Override
  public Integer call() throws InterruptedException {
    Settings.Management management = options.load(Mode.DEV).settings().tributary().management();
    if (management.port().isEmpty()) {
      throw new IllegalStateException(
          "health asks the management port, but tributary.management.port is switched off");
    }
    URI uri =
        URI.create(
            "http://%s:%d/health/ready"
                .formatted(Hosts.inUrl(management.host()), management.port().getAsInt()));
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(3)).build(),
                  HttpResponse.BodyHandlers.ofString());
      answer.body().lines().map(Printable::line).forEach(System.out::println);
      return answer.statusCode() == 200 ? 0 : 1;
    } catch (IOException e) {
      System.err.printf("error: no gateway answers at %s (is it running?)%n", uri);
      return 1;
    }
  }
}
