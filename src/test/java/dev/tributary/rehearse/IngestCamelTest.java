package dev.tributary.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What routes of an operator's own hand over goes the way of all messages. */
class IngestCamelTest {
  private static Rehearsed rehearsed;

  @BeforeAll
  static void open() throws Exception {
    rehearsed = new Rehearsed(Map.of());
  }

  @AfterAll
  static void close() {
    rehearsed.close();
  }

  @Test
  void itIsStored() throws Exception {
    assertThat(
            rehearsed.run(
                """
                - name: stored
                  sent: {protocol: camel, address: regions/north/devices/a/telemetry, json: {temp: 2}}
                  expected:
                    answer: stored
                    records:
                      - topic: sensor.temperature
                        key: a
                        value: {region: north, source: {protocol: camel}}
                """))
        .isEmpty();
  }

  @Test
  void itIsDeadLetteredAndItsRouteIsToldTheReason() throws Exception {
    assertThat(
            rehearsed.run(
                """
                - name: unmapped
                  sent: {protocol: camel, address: devices/a/telemetry, json: {nothing: {known: []}}}
                  expected:
                    answer: unmapped
                    dead-letters: [{reason: unmapped, key: a}]
                """))
        .isEmpty();
  }

  @Test
  void anAddressThatNoTemplateHasIsRefused() throws Exception {
    assertThat(
            rehearsed.run(
                """
                - name: nowhere
                  sent: {protocol: camel, address: nowhere/a, json: {temp: 2}}
                  expected: {answer: not-found, records: [], dead-letters: []}
                """))
        .isEmpty();
  }
}
