package dev.tributary.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FarEndFailureTest {
  private static final Instant NOW = Instant.parse("2026-11-26T00:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://hooks.example.com/services/T1/secret?x=y | hooks.example.com",
        "http://me:secret@hook:8080/a | hook:8080",
        "http:hook/secret | hook",
        "secret | the far end",
      })
  void anAnswerIsShownWithoutItsAddress(String uri, String host) {
    assertThat(FarEndFailure.sentence(answer(uri, Map.of(), "no\nsuch team")))
        .isEqualTo("HTTP status 422 from %s: no; such team".formatted(host))
        .doesNotContain("secret");
  }

  @Test
  void aLongBodyIsCutAndAnotherFailureIsItsMessage() {
    assertThat(FarEndFailure.sentence(answer("http://h/", Map.of(), "x".repeat(5000))))
        .hasSizeLessThan(400);
    assertThat(FarEndFailure.sentence(new IllegalStateException("gone"))).isEqualTo("gone");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Retry-After | 30 | 30",
        "retry-after | 1 | 1",
        "Retry-After | Thu, 26 Nov 2026 00:01:00 GMT | 60",
        "Retry-After | Wed, 25 Nov 2026 00:00:00 GMT | 0",
        "Retry-After | 99999999 | 300",
        "Retry-After | 99999999999999999999 | 0",
        "Retry-After | -1 | 0",
        "Retry-After | soon | 0",
        "X-Other | 30 | 0",
      })
  void aFarEndSaysWhenItMayBeCalledAgain(String header, String value, long seconds) {
    Throwable failure = answer("http://h/", Map.of(header, value), "");
    assertThat(FarEndFailure.retryAfter(failure, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(FarEndFailure.retryAfter(new IllegalStateException("gone"), NOW))
        .isEqualTo(Duration.ZERO);
  }

  private static Throwable answer(String uri, Map<String, String> headers, String body) {
    return new CamelExecutionException(
        "failed", null, new HttpOperationFailedException(uri, 422, "No", null, headers, body));
  }
}
