package dev.tributary.observe.spans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollectorTest {
  @ParameterizedTest
  @CsvSource({
    "http://collector:4318, http://collector:4318/v1/traces",
    "http://collector:4318/, http://collector:4318/v1/traces",
    "https://other/otlp/traces, https://other/otlp/traces",
  })
  void addThePathWhereThereIsNone(URI given, URI used) {
    assertThat(Collector.endpoint(settings(given, null))).isEqualTo(used);
  }

  @Test
  void nameTheSettingOfAFileThatCannotBeRead() {
    assertThatThrownBy(
            () -> Collector.exporter(settings(URI.create("https://c"), Path.of("no such file"))))
        .isInstanceOf(IOException.class)
        .hasMessage("tributary.otlp.tls.ca must name a readable file but is \"no such file\"");
  }

  @Test
  void tellTheCauseAndNotItsWrapping() {
    ConnectException refused = new ConnectException();
    refused.initCause(new ClosedChannelException());

    assertThat(CollectorLog.cause(new CompletionException(new UncheckedIOException(refused))))
        .isEqualTo("java.net.ConnectException");
    assertThat(CollectorLog.cause(null)).contains("does not take them");
  }

  private static Settings.Otlp settings(URI endpoint, Path ca) {
    return new Settings.Otlp(endpoint, Map.of(), 1, "tributary", new Settings.Tls(null, null, ca));
  }
}
