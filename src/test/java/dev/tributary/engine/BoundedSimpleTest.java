package dev.tributary.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedSimpleTest {
  private static final Duration MOST_CPU = Duration.ofSeconds(5);

  @AutoClose private static final GatewayContext camel = new GatewayContext();

  @BeforeAll
  static void start() {
    camel.start();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ${body} regex 'a+',                          true
          ${body} regex 'b+',                          false
          ${body} !regex 'b+',                         true
          ${body} regex ${header.pattern},             true
          ${header.none} regex 'a+',                   false
          ${header.none} !regex 'a+',                  true
          ${body} regex 'b' || ${body} regex '^aaa$',  true
          ${body} == 'aaa' && ${body} !regex 'a',      true
          ${body} == 'regex',                          false
          """)
  void findsWhatCamelFinds(String predicate, boolean found) {
    Exchange exchange = exchange("aaa");
    exchange.getMessage().setHeader("pattern", "[a]{3}");
    assertThat(matches(predicate, exchange)).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${body} regex '^(a+?)+?$'",
        "${body} !regex '^(a+?)+?$'",
        "${body} == 'x' || ${body} regex ${header.pattern}"
      })
  void givesUpOnATextThatWouldKeepItBusyForYears(String predicate) {
    Exchange exchange = exchange("a".repeat(40) + "!");
    exchange.getMessage().setHeader("pattern", "^(a+?)+?$");
    long begun = cpuNanos();
    Throwable failure = null;
    try {
      matches(predicate, exchange);
    } catch (RuntimeException e) {
      failure = e;
    }
    assertThat(Duration.ofNanos(cpuNanos() - begun)).isLessThan(MOST_CPU);
    while (failure != null && !(failure instanceof Rejection)) {
      failure = failure.getCause();
    }
    assertThat(failure).isInstanceOf(Rejection.class).hasMessageContaining("needs too long");
    assertThat(((Rejection) failure).reason()).isEqualTo(Reason.INVALID);
  }

  @Test
  void isWhatRoutesGet() {
    assertThat(camel.resolveLanguage("simple")).isInstanceOf(BoundedSimple.class);
  }

  private static boolean matches(String predicate, Exchange exchange) {
    var parsed = camel.resolveLanguage("simple").createPredicate(predicate);
    parsed.init(camel);
    return parsed.matches(exchange);
  }

  private static Exchange exchange(String body) {
    Exchange exchange = new DefaultExchange(camel);
    exchange.getMessage().setBody(body);
    return exchange;
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
