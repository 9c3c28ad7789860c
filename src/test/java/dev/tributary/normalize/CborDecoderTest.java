package dev.tributary.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborDecoderTest {
  private static JsonNode decode(String hex) {
    return CborDecoder.decode(HexFormat.of().parseHex(hex), 32, 10_000);
  }

  private static void assertUnreadable(String hex, String detail) {
    assertThatThrownBy(() -> decode(hex))
        .as(hex)
        .isInstanceOfSatisfying(
            Rejection.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREADABLE))
        .hasMessageStartingWith("the payload is no CBOR: ")
        .hasMessageContaining(detail);
  }

  /** Appendix A of RFC 8949, as far as JSON has it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "00|0",
        "17|23",
        "1818|24",
        "1903e8|1000",
        "1a000f4240|1000000",
        "1affffffff|4294967295",
        "1b000000e8d4a51000|1000000000000",
        "1bffffffffffffffff|18446744073709551615",
        "c249010000000000000000|18446744073709551616",
        "3bffffffffffffffff|-18446744073709551616",
        "c349010000000000000000|-18446744073709551617",
        "20|-1",
        "3863|-100",
        "3903e7|-1000",
        "3a7fffffff|-2147483648",
        "3affffffff|-4294967296",
        "f90000|0.0",
        "f98000|0.0",
        "f93c00|1.0",
        "fb3ff199999999999a|1.1",
        "f93e00|1.5",
        "f97bff|65504.0",
        "fa47c35000|100000.0",
        "fa7f7fffff|3.4028235E+38",
        "fb7e37e43c8800759c|1.0E+300",
        "f90001|5.9604645E-8",
        "f90400|0.000061035156",
        "f9c400|-4.0",
        "fbc010666666666666|-4.1",
        "fa41a8cccd|21.1",
        "f4|false",
        "f5|true",
        "f6|null",
        "f7|null",
        "c074323031332d30332d32315432303a30343a30305a|`2013-03-21T20:04:00Z`",
        "c11a514b67b0|1363896240",
        "c1fb41d452d9ec200000|1363896240.5",
        "d82076687474703a2f2f7777772e6578616d706c652e636f6d|`http://www.example.com`",
        "60|``",
        "6161|`a`",
        "62225c|`\\`\\\\`",
        "62c3bc|`ü`",
        "64f0908591|`𐅑`",
        "80|[]",
        "83010203|[1,2,3]",
        "8301820203820405|[1,[2,3],[4,5]]",
        "a0|{}",
        "a201020304|{`1`:2,`3`:4}",
        "a26161016162820203|{`a`:1,`b`:[2,3]}",
        "7f657374726561646d696e67ff|`streaming`",
        "9fff|[]",
        "9f018202039f0405ffff|[1,[2,3],[4,5]]",
        "83018202039f0405ff|[1,[2,3],[4,5]]",
        "bf61610161629f0203ffff|{`a`:1,`b`:[2,3]}",
        "bf6346756ef563416d7421ff|{`Fun`:true,`Amt`:-2}",
        "a120613a|{`-1`:`:`}",
        "a13bffffffffffffffff01|{`-18446744073709551616`:1}"
      })
  void readsWhatJsonHasToo(String hex, String expected) {
    assertThat(decode(hex).toString()).isEqualTo(expected.replace('`', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "c2420100|256",
        // not -1, and the other one not 1
        "c241ff|255",
        "c341ff|-256",
        "c240|0",
        "c340|-1",
        "c25f41014100ff|256",
        "c482211903e7|9.99",
        "c4822119ffff|655.35",
        "c48201c2410a|1.0E+2",
        "c48221c34109|-0.10",
        "c48220c249010000000000000000|1844674407370955161.6",
        // 5([-1, 3]), 5([2, 3]), and 5([2147483647, 1]) without becoming two values
        "c5822003|1.5",
        "c5820203|12",
        "c582381f1b8000000000000000|2147483648.00000000000000000000000000000000",
        "c5823903e701|9.332636185032189E-302",
        "d9d9f7a0|{}",
        "d9d9f7c24101|1",
        "d7820102|[1,2]"
      })
  void keepsTheMeaningOfTags(String hex, String expected) {
    assertThat(decode(hex)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c5821a7fffffff01",
        "c5823a7fffffff01",
        "c4821a7fffffff01",
        "c4823affffffff01",
        "c4821bffffffffffffffff01",
        "c5821903ff02",
        "f97e00",
        "f97c00",
        "fa7f800000",
        "fbfff0000000000000"
      })
  void takesNoNumberForOneThatNoDoubleHolds(String hex) {
    JsonNode none = decode(hex);
    assertThat(none.isValueNode()).isTrue();
    assertThat(none.isNumber()).isFalse();
    assertThat(none.isTextual()).isFalse();
    assertThat(none.isNull()).isFalse();
  }

  @Test
  void keepsBytesAsBytes() throws IOException {
    for (String hex :
        new String[] {"43010203", "5f42010241 03ff", "d8184301 0203", "d74301 0203"}) {
      assertThat(decode(hex.replace(" ", "")).binaryValue()).containsExactly(1, 2, 3);
    }
  }

  /**
   * Days since 1970, a set, a UUID, an IP address, references: read without them they are others.
   */
  @ParameterizedTest
  @CsvSource({
    "c601,6",
    "d41901,20",
    "d81901,25",
    "d81c8101,28",
    "d82501,37",
    "d83443c00002,52",
    "d86401,100",
    "d9010080,256",
    "d9010280,258",
    "d9ffff01,65535",
    "daffffffff01,4294967295",
    "dbffffffffffffffff01,18446744073709551615"
  })
  void refusesTagsWhoseMeaningWouldBeLost(String hex, String tag) {
    assertUnreadable(hex, "tag " + tag + " before byte");
    assertUnreadable("a16474656d70" + hex, "tag " + tag + " before byte");
    assertUnreadable("9f" + hex + "ff", "tag " + tag + " before byte");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c001",
        "c16131",
        "c1c482211903e7",
        "c201",
        "c26131",
        "c381",
        "c401",
        "c48101",
        "c4830102 03",
        "c49f0102ff",
        "c482f93c0001",
        "c48201f93c00",
        "c482c2410101",
        "c48201c101",
        "c5820161 31",
        "c2c24101",
        "d8186161",
        "d82001",
        "d82180"
      })
  void refusesTagsBeforeWhatTheyDoNotFit(String hex) {
    assertUnreadable(hex.replace(" ", ""), "does not fit what follows it");
  }

  @Test
  void refusesMoreThanAFewTagsInARow() {
    assertThat(decode("d9d9f7".repeat(4) + "01").intValue()).isEqualTo(1);
    assertUnreadable("d9d9f7".repeat(5) + "01", "more than 4 tags in a row at byte 15");
    assertUnreadable("d7".repeat(100) + "01", "more than 4 tags in a row");
  }

  /** Appendix F of RFC 8949, and what a tree cannot hold. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "18",
        "19",
        "1a",
        "1b",
        "1901",
        "1a0102",
        "1b01020304050607",
        "38",
        "58",
        "78",
        "98",
        "9a01ff00",
        "b8",
        "d8",
        "f8",
        "f900",
        "fa0000",
        "fb000000",
        "41",
        "61",
        "5affffffff00",
        "5bffffffffffffffff010203",
        "7affffffff00",
        "7b7fffffffffffffff010203",
        "81",
        "818181818181818181",
        "8200",
        "a1",
        "a20102",
        "a100",
        "a2000000",
        "c0",
        "5f4100",
        "7f6100",
        "9f",
        "9f0102",
        "bf",
        "bf01020102",
        "819f",
        "9f8000",
        "9f9f9f9f9fffffffff",
        "9f819f819f9fffffff",
        "1c",
        "1d",
        "1e",
        "3c",
        "3d",
        "3e",
        "5c",
        "5d",
        "5e",
        "7c",
        "7d",
        "7e",
        "9c",
        "9d",
        "9e",
        "bc",
        "bd",
        "be",
        "dc",
        "dd",
        "de",
        "fc",
        "fd",
        "fe",
        "f800",
        "f801",
        "f818",
        "f81f",
        "5f00ff",
        "5f21ff",
        "5f6100ff",
        "5f80ff",
        "5fa0ff",
        "5fc000ff",
        "5fe0ff",
        "7f4100ff",
        "5f5f4100ffff",
        "7f7f6100ffff",
        "ff",
        "81ff",
        "8200ff",
        "a1ff",
        "a1ff00",
        "a100ff",
        "a20000ff",
        "9f81ff",
        "9f829f819f9fffffffff",
        "bf00ff",
        "bf000000ff",
        "1f",
        "3f",
        "df",
        "e0",
        "f0",
        "f8ff",
        "a1400 1",
        "a1f401",
        "a18001",
        "a1c1613101",
        "a1fb000000000000000001",
        "0001",
        "8080",
        "c2ff",
        "c25f01ff",
        "61ff",
        "62c0af",
        "64f8a1a1a1",
        "63eda080",
        "7f61c361bcff",
        "a26161016161 02",
        "a20101613101"
      })
  void refusesWhatIsMalformed(String hex) {
    assertUnreadable(hex.replace(" ", ""), "");
  }

  @Test
  void countsDepthAndValuesAsItGoes() {
    assertThat(decode("81".repeat(32) + "01").isArray()).isTrue();
    assertUnreadable("81".repeat(33) + "01", "it is nested deeper than 32");
    assertUnreadable("a10 1".replace(" ", "").repeat(33) + "01", "it is nested deeper than 32");
    assertThatThrownBy(() -> decode("9f" + "c24101".repeat(10_000) + "ff"))
        .isInstanceOfSatisfying(
            Rejection.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
    assertThat(decode("9f" + "c48201c24101".repeat(9_999) + "ff")).hasSize(9_999);
    assertUnreadable("c258a7" + "ff".repeat(167), "a number of more than 400 digits");
  }

  /** Whatever another encoder writes is read as it would read it itself. */
  @Test
  void agreesWithAnEncoder() throws IOException {
    CBORMapper encoder = new CBORMapper();
    encoder.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    ObjectMapper json = new ObjectMapper();
    json.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    for (byte[] payload : FuzzSeeds.payloads()) {
      JsonNode tree;
      try {
        tree = json.readTree(payload);
      } catch (IOException | NumberFormatException noJson) {
        continue;
      }
      byte[] cbor = encoder.writeValueAsBytes(tree);
      if (new String(payload, StandardCharsets.UTF_8).matches("(?s).*\\d{401}.*")) {
        continue;
      }
      assertThat(json.readTree(CborDecoder.decode(cbor, 1000, 100_000).toString()))
          .isEqualTo(json.readTree(encoder.readTree(cbor).toString()));
    }
  }
}
