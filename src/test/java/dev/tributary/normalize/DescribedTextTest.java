package dev.tributary.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.contract.Rejection;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that say themselves what they are: forms and InfluxDB line protocol. */
class DescribedTextTest {
  private final Decoder decoder = new Decoder(32, 100);

  @Test
  void readAForm() {
    assertThat(form("a=1.50&b=hot+air%21&c=&&id=0042&big=123456789012345678901"))
        .hasToString(
            "{\"a\":1.50,\"b\":\"hot"
                + " air!\",\"c\":\"\",\"id\":\"0042\",\"big\":\"123456789012345678901\"}");
  }

  @Test
  void readOneFieldOnlyWhereTheContentTypeNamesAForm() {
    assertThat(form("temperature=21.5")).hasToString("{\"temperature\":21.5}");
    assertThat(sniffed("temperature=21.5").isTextual()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"21.5", "AQIDBA==", "a=b=c", "=1&b=2", "a&b=2", "a b=1&c=2"})
  void takeNoOtherTextForAForm(String text) {
    assertThat(form(text).isObject()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=1&a=2", "a=%zz&b=1", "a=%00&b=1"})
  void refuseABrokenForm(String text) {
    assertThatThrownBy(() -> form(text)).isInstanceOf(Rejection.class).hasMessageContaining("form");
  }

  @Test
  void readLines() {
    assertThat(
            sniffed(
                """
                a\\ b\\,c,t\\=1=x\\ y f=1.50,n=3i,u=4u,s="p \\"q\\", r",t=t,x=FALSE 17\r

                # no
                b v=-1e3
                """))
        .hasToString(
            "[{\"name\":\"a b,c\",\"tags\":{\"t=1\":\"x"
                + " y\"},\"fields\":{\"f\":1.50,\"n\":3,\"u\":4,\"s\":\"p \\\"q\\\","
                + " r\",\"t\":true,\"x\":false},\"timestamp\":17},"
                + "{\"name\":\"b\",\"tags\":{},\"fields\":{\"v\":-1E+3}}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the temperature is=high today",
        "level=info temp=21.5",
        "a temp=21.5 yesterday",
        "a temp=21.5 1.5",
        "a temp=",
        "a temp=21.5i",
        "a ,temp=21",
        "a,b temp=21",
        "a,b= temp=21",
        "a t=\"open",
        "a temp=21 17 18",
        "a temp=1\nand a sentence"
      })
  void takeNoOtherTextForLines(String text) {
    assertThat(sniffed(text).isTextual()).isTrue();
    assertThatThrownBy(() -> decoder.decode(bytes(text), MediaType.LINES))
        .isInstanceOf(Rejection.class)
        .hasMessageMatching("the payload is no line protocol: line [12]: .*");
  }

  @Test
  void boundTheValues() {
    assertThatThrownBy(() -> sniffed("a f=1\n".repeat(50))).hasMessageContaining("100 values");
    assertThatThrownBy(() -> form(fields(101))).hasMessageContaining("100 values");
  }

  private static String fields(int count) {
    StringBuilder fields = new StringBuilder();
    for (int i = 0; i < count; i++) {
      fields.append("&f").append(i).append("=1");
    }
    return fields.toString();
  }

  private JsonNode form(String text) {
    return decoder.decode(bytes(text), MediaType.of("application/x-www-form-urlencoded"));
  }

  private JsonNode sniffed(String text) {
    return decoder.decode(bytes(text), MediaType.VAGUE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
