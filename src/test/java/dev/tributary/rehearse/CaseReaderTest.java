package dev.tributary.rehearse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.contract.AddressTemplates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseReaderTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "protocl: mqtt | \"protocl\" is unknown in sent; did you mean protocol?",
        "protocol: mqt | protocol must be one of mqtt, coap, http, camel but is \"mqt\"; did you mean"
            + " mqtt?",
        "address: things/x | the address \"things/x\" matches none of tributary.addresses",
        "received: today | received must be a time like 2026-11-21T03:00:00Z but is \"today\"",
        "hex: 0g | this must be hex but is not: ",
        "hex: 012 | this must be hex but is not: ",
        "base64: '***=' | this must be base64 but is not: Illegal base64 character 2a",
        "json: '{' | this must be JSON but is not: Unexpected end-of-input",
        "retained: maybe | retained must be true or false but is \"maybe\"",
        "method: PUT | mqtt has no method",
        "properties: [a] | properties must be names and values but is a list",
      })
  void nameFileAndLineOfWhatIsWrongInSent(String line, String problem) throws IOException {
    assertThat(
            read("- name: x\n  expected: {}\n  sent:\n    content-type: a/b\n    " + line)
                .problems())
        .singleElement()
        .asString()
        .startsWith("c.yaml:5: " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "answr: stored | \"answr\" is unknown in expected; did you mean answer?",
        "answer: unmaped | an answer is stored or a reason but is \"unmaped\"; did you mean"
            + " unmapped?",
        "dead-letters: [{reason: bad}] | a dead letter has a reason but is \"bad\"",
        "records: {topic: x} | records must be a list but is a mapping",
        "records: [{topik: x}] | \"topik\" is unknown in records; did you mean topic?",
        "records: [{partition: -1}] | partition must be a number from 0 but is \"-1\"",
        "records: [{value: {kind: temprature}}] | the kind \"temprature\" is none of kinds.yaml,"
            + " and what a mapping makes up goes to event.other; did you mean temperature?",
      })
  void nameFileAndLineOfWhatIsWrongInExpected(String line, String problem) throws IOException {
    assertThat(read("- name: x\n  sent: {}\n  expected:\n    " + line).problems())
        .singleElement()
        .asString()
        .startsWith("c.yaml:4: " + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "record: {topic: t, valu: 1} | \"valu\" is unknown in record; did you mean value?",
        "record: {value: 1} | a record needs a topic, without the prefix",
        "record: {topic: t, value: 1, text: x} | there is value already; one of the two",
        "record: [{topic: t}, {topic: u}] | the records of a list must be of one topic",
        "record: {topic: t}; answers: [{stats: 1}] | \"stats\" is unknown in answers; did you mean status?",
        "record: {topic: t}; answers: [{status: x}] | status must be a number from 0 but is \"x\"",
        "record: {topic: t}; answers: [{status: 1, sqlstate: x}] | an answer has a status or an exception, not both",
        "record: {topic: t}; sent: {} | \"sent\" is unknown in a case",
        "record: {topic: t}; expected: {records: []} | \"records\" is unknown in expected",
        "record: {topic: t}; expected: {requests: [{jsn: 1}]} | \"jsn\" is unknown in requests; did you mean json?",
        "record: {topic: t}; expected: {requests: [{json: 1, text: x}]} | a request has json or text, not both",
        "record: {topic: t}; expected: {undelivered: [{reason: No Good}]} | a reason has 1 to 40 characters out of a-z, 0-9 and - but is \"No Good\"",
        "record: {topic: t}; expected: {again: -1} | again must be a number from 0 but is \"-1\"",
      })
  void nameFileAndLineOfWhatIsWrongInACaseOfARouteOut(String lines, String problem)
      throws IOException {
    String expected = lines.contains("expected:") ? "" : "  expected: {}\n";
    assertThat(
            read("- name: x\n  route: r\n" + expected + "  " + lines.replace("; ", "\n  "))
                .problems())
        .singleElement()
        .asString()
        .startsWith("c.yaml:")
        .contains(": " + problem);
  }

  @Test
  void aCaseOfARouteOutNamesTheRoute() throws IOException {
    assertThat(read("- {name: x, record: {topic: t}}").problems())
        .containsExactly(
            "c.yaml:1: a case with a record needs route, the id of the route that gets it",
            "c.yaml:1: a case needs expected");
  }

  @Test
  void findAllProblemsAtOnce() throws IOException {
    assertThat(read("- {nam: x}\n- {name: y, sent: {}, expected: {}}\n- 7\n").problems())
        .containsExactly(
            "c.yaml:1: \"nam\" is unknown in a case; did you mean name?",
            "c.yaml:1: a case needs a name",
            "c.yaml:1: a case needs expected",
            "c.yaml:1: a case needs sent",
            "c.yaml:3: a case has name, sent, expected");
  }

  @Test
  void nameTheLineOfBrokenYaml() throws IOException {
    assertThat(read("- name: x\n  sent: [\n").problems())
        .singleElement()
        .asString()
        .startsWith("c.yaml:");
  }

  @Test
  void keepDigitsAndBytesAsWritten() throws IOException {
    CaseReader read =
        read(
            """
            - name: digits
              sent:
                - json: {a: 21.50, b: 12345678901234567890, c: "x"}
                - hex: 0102 0a
                - hex: 00
                - text: 007
                - base64: AQI=
                - json: |
                    {"a":  1}
              expected: {}
            """);

    assertThat(read.problems()).isEmpty();
    assertThat(read.cases().get(0).messages())
        .extracting(message -> new String(message.sent().payload(), UTF_8))
        .containsExactly(
            "{\"a\":21.50,\"b\":12345678901234567890,\"c\":\"x\"}",
            "\1\2\n",
            "\0",
            "007",
            "\1\2",
            "{\"a\":  1}\n");
  }

  private CaseReader read(String yaml) throws IOException {
    Path file = folder.resolve("c.yaml");
    Files.writeString(file, yaml);
    return new CaseReader(
            AddressTemplates.parse(List.of("devices/{device}/telemetry")), Set.of("temperature"))
        .read(file, "c.yaml");
  }
}
