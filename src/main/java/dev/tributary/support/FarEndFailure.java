package dev.tributary.support;

import dev.tributary.config.FailureSentence;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.http.base.HttpOperationFailedException;

/** What a failure at a far end means. */
public final class FarEndFailure {
  private static final int BODY_LENGTH = 300;
  private static final Pattern HOST = Pattern.compile("^\\w+:/*(?:[^@/?#]*@)?([^/?#]+)");
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private FarEndFailure() {}

  /** In one line. An answer of HTTP comes without the address, which may hold a secret. */
  public static String sentence(Throwable failure) {
    return answer(failure)
        .map(
            answer ->
                FailureSentence.oneLine(
                    "HTTP status %d from %s%s"
                        .formatted(answer.getStatusCode(), host(answer.getUri()), body(answer))))
        .orElseGet(() -> FailureSentence.of(failure));
  }

  /** How long the far end asks not to be called again, by Retry-After; zero if it does not. */
  public static Duration retryAfter(Throwable failure, Instant now) {
    return answer(failure)
        .map(HttpOperationFailedException::getResponseHeaders)
        .flatMap(FarEndFailure::retryAfter)
        .map(text -> wait(text.strip(), now))
        .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait)
        .filter(wait -> !wait.isNegative())
        .orElse(Duration.ZERO);
  }

  private static Optional<String> retryAfter(Map<String, String> headers) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Duration wait(String text, Instant now) {
    try {
      return text.matches("\\d{1,9}")
          ? Duration.ofSeconds(Long.parseLong(text))
          : Duration.between(
              now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Duration.ZERO;
    }
  }

  private static Optional<HttpOperationFailedException> answer(Throwable failure) {
    Set<Throwable> seen = new HashSet<>();
    for (Throwable t = failure; t != null && seen.add(t); t = t.getCause()) {
      if (t instanceof HttpOperationFailedException answer) {
        return Optional.of(answer);
      }
    }
    return Optional.empty();
  }

  private static String host(String uri) {
    Matcher host = HOST.matcher(String.valueOf(uri));
    return host.find() ? host.group(1) : "the far end";
  }

  private static String body(HttpOperationFailedException answer) {
    String body = answer.getResponseBody();
    if (body == null || body.isBlank()) {
      return "";
    }
    return ": " + (body.length() <= BODY_LENGTH ? body : body.substring(0, BODY_LENGTH) + "…");
  }
}
