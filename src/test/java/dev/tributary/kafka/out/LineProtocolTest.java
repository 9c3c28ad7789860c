package dev.tributary.kafka.out;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineProtocolTest {
  private static final String TIME = "2026-11-26T00:00:00.5Z";

  private final LineProtocol lines = new LineProtocol();
  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a b | a\\ b",
        "a,b=c | a\\,b\\=c",
        "C:\\temp | C:\\temp",
        "ends\\ | ends%5C",
        "a\\,b | a%5C\\,b",
        "a\\ b | a%5C\\ b",
        "a\\\\b | a%5C\\b",
        "\"q\" | \"q\"",
        "ä€𝄞 | ä€𝄞",
      })
  void tagsAreEscapedSoThatServersReadThemAlike(String device, String written) throws IOException {
    assertThat(write(Map.of("kind", "t", "device_id", device, "value", 1, "time", TIME)))
        .isEqualTo("t,device_id=" + written + " value=1 1795651200500\n");
  }

  @Test
  void noTextMakesALineOfItsOwn() throws IOException {
    lines.setTags("device_id,attributes.site");
    String evil = "x\nevil,a=b value=666\r\n\t";
    assertThat(
            write(
                Map.of(
                    "kind",
                    evil,
                    "device_id",
                    evil,
                    "attributes",
                    Map.of("site", evil),
                    "value",
                    Map.of(evil, evil),
                    "time",
                    TIME)))
        .hasLineCount(1)
        .contains(",device_id=x%0Aevil\\,a\\=b\\ value\\=666%0D%0A%09,attributes.site=x%0A")
        .endsWith("=\"x evil,a=b value=666 \t\" 1795651200500\n");
    assertThat(write(Map.of("kind", "t", "value", "say \"\\\"", "time", TIME)))
        .isEqualTo("t text=\"say \\\"\\\\\\\"\" 1795651200500\n");
  }

  @Test
  void whatIsNoValueMakesNoLine() throws IOException {
    lines.setTexts(false);
    for (Object value :
        List.of(
            "text",
            List.of(1),
            Map.of(),
            Map.of("a", "b"),
            Double.POSITIVE_INFINITY,
            BigInteger.TEN.pow(400))) {
      assertThat(write(Map.of("kind", "t", "value", value, "time", TIME)))
          .as(value.toString())
          .isEmpty();
    }
    assertThat(write(Map.of("kind", "t"))).isEmpty();
    assertThat(write(Map.of("kind", "t", "value", 1e300, "device_id", "", "time", TIME)))
        .isEqualTo("t value=1.0E300 1795651200500\n");
  }

  @Test
  void withoutATimeItIsWhenKafkaGotIt() throws IOException {
    byte[] value = "{\"kind\":\"t\",\"value\":1,\"time\":\"today\"}".getBytes(UTF_8);
    OutRecord record =
        new OutRecord(
            new ConsumerRecord<>(
                "t",
                0,
                0,
                1795651200123L,
                TimestampType.CREATE_TIME,
                0,
                value.length,
                null,
                value,
                new RecordHeaders(),
                Optional.empty()));
    assertThat(write(record)).isEqualTo("t value=1 1795651200123\n");
    assertThat(write(Map.of("kind", "t", "value", 1))).isEqualTo("t value=1\n");
  }

  @Test
  void otherBodiesAreRefused() {
    assertThatThrownBy(() -> lines.marshal(exchange, "text", new ByteArrayOutputStream()))
        .hasMessage("lines are made of records that out: gave but the body holds String");
  }

  private String write(Map<?, ?> record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    lines.marshal(exchange, List.of(record), out);
    return out.toString(UTF_8);
  }
}
