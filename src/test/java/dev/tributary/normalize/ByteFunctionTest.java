package dev.tributary.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteFunctionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes(\"00FF10\", \"hex\") | [0,255,16]",
        "bytes(\"AP8Q\", \"base64\") | [0,255,16]",
        "bytes(\"\", \"hex\") | []",
        "bytes(\"0\", \"hex\") | null",
        "bytes(\"x-z\", \"base64\") | null",
        "bytes(null, \"hex\") | null",
        "hex([0, 255, 16]) | \"00ff10\"",
        "base64([0, 255, 16]) | \"AP8Q\"",
        "uint([1, 2, 3, 4], 1, 2) | 515",
        "uint([1, 2, 3, 4], 1, 2, \"little\") | 770",
        "uint([255, 255, 255, 255, 255, 255, 255, 255], 0, 8) | 18446744073709551615",
        "int([255, 254], 0, 2) | -2",
        "int([254, 255, 255], 0, 3, \"little\") | -2",
        "int([1], 0, 2) | null",
        "int([1], 5, 1) | null",
        "uint(null, 0, 2) | null",
        "float([65, 176, 0, 0], 0, 4) | 22",
        "float([205, 204, 172, 65], 0, 4, \"little\") | 21.6",
        "float([127, 192, 0, 0], 0, 4) | null",
        "bits(214, 1, 3) | 3",
        "bits(-1, 60, 4) | 15",
        "bits(null, 1, 3) | null"
      })
  void yieldValues(String jslt, String value) {
    assertThat(apply(jslt)).hasToString(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes(\"00\", \"octal\") | \"hex\" or \"base64\"",
        "hex([256]) | a byte is 0 to 255",
        "hex([\"a\"]) | a byte is 0 to 255",
        "uint([1], 0, 9) | length of 1 to 8",
        "uint([1], -1, 1) | an offset",
        "uint(\"01\", 0, 1) | a list of bytes",
        "uint([1], 0, 1, \"middle\") | \"big\" or \"little\"",
        "float([1, 2, 3], 0, 3) | 4 or 8 bytes",
        "bits(1.5, 0, 1) | a whole number",
        "bits(1, 60, 5) | of 64"
      })
  void refuse(String jslt, String why) {
    assertThatThrownBy(() -> apply(jslt))
        .isInstanceOf(JsltException.class)
        .hasMessageContaining(why);
  }

  @Test
  void boundWhatIsRead() {
    assertThatThrownBy(() -> apply("bytes(\"" + "00".repeat(4097) + "\", \"hex\")"))
        .hasMessageContaining("at most 8192 characters");
    assertThatThrownBy(() -> apply("hex([" + "0,".repeat(4096) + "0])"))
        .hasMessageContaining("at most 4096");
  }

  private static JsonNode apply(String jslt) {
    return new Parser(new StringReader(jslt))
        .withFunctions(ByteFunction.ALL)
        .compile()
        .apply(NullNode.getInstance());
  }
}
