package dev.tributary.normalize;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;

/**
 * For each decoder and mapping the payloads that could cost most for their size. What a limit on
 * values or events refuses at once costs little, so most of them stay below those limits and fill
 * the rest of their size with one long text that many values share.
 */
public final class WorstCases {
  /** Below tributary.normalize.max-values and max-events. */
  private static final int VALUES = 9_900;

  private static final int EVENTS = 990;

  private static final String CBOR = "application/cbor";
  private static final String SENML_JSON = "application/senml+json";
  private static final String SENML_CBOR = "application/senml+cbor";

  /**
   * @param contentType null for none
   * @param gateway whether the address is one of a gateway, so that the payload names the device
   */
  record Case(String name, String contentType, boolean gateway, byte[] payload) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final int size;
  private final List<Case> cases = new ArrayList<>();

  private WorstCases(int size) {
    this.size = size;
  }

  /** All of them, each of at most this many bytes. */
  static List<Case> of(int size) {
    WorstCases worst = new WorstCases(size);
    worst.json();
    worst.names();
    worst.numbers();
    worst.flat();
    worst.mappings();
    worst.senml();
    worst.text();
    worst.described();
    worst.cborTags();
    worst.cborLengths();
    worst.cborNumbers();
    worst.cborTrees();
    return worst.cases;
  }

  private void json() {
    json("JSON: lists that open", many("", "[", "", ""));
    json("JSON: objects that open", many("", "{\"a\":", "", ""));
    json("JSON: lists in lists, as deep as allowed", many("[", deep(31), ",", "]"));
    json("JSON: a list of numbers", many("[", "1", ",", "]"));
    json("JSON: a list of empty objects", many("[", "{}", ",", "]"));
    json("JSON: white space", many("[", " ", "", "1]"));
    json("JSON: a text of escapes", many("{\"temp\":1,\"x\":\"", "\\u00e9", "", "\"}"));
    json("JSON: a text of surrogates", many("{\"temp\":1,\"x\":\"", "\\ud83d\\ude00", "", "\"}"));
    json("JSON: a text of escaped quotes", many("{\"temp\":1,\"x\":\"", "\\\"", "", "\"}"));
    json("JSON: a name of escapes", many("{\"temp\":1,\"", "\\u00e9", "", "\":1}"));
    json("JSON: texts of one escape", numbered("[", i -> "\"\\n\"", "]", VALUES));
    json("JSON: text that is not ASCII", many("{\"temp\":1,\"x\":\"", "é€😀", "", "\"}"));
    byte[] notUtf8 = many("{\"temp\":1,\"x\":\"", "é", "", "\"}").getBytes(StandardCharsets.UTF_8);
    notUtf8[notUtf8.length - 3] = (byte) 0xC3;
    add("JSON: not UTF-8 at the end", null, notUtf8);
    json("JSON: a text without an end", many("{\"x\":\"", "a", "", ""));
    json("JSON: a name without an end", many("{\"", "a", "", ""));
    json("JSON: documents one behind the other", many("", "{\"temp\":1}", "\n", ""));
    json("JSON: UTF-16", many("{\u0000\"\u0000a\u0000\"\u0000:\u0000", "1\u0000", "", "}\u0000"));
  }

  private void names() {
    json("names: all different", object(i -> "\"n" + i + "\":1", VALUES));
    json("names: the same hash in Java", object(i -> "\"" + collidingInJava(i) + "\":1", VALUES));
    json("names: the same hash in Jackson", object(i -> collidingInJackson(i) + ":1", VALUES));
    json("names: long ones of the same hash", object(i -> "\"" + longColliding(i) + "\":1", 900));
    json("names: one that is long", many("{\"temp\":1,\"", "x", "", "\":1}"));
    json("names: long ones", object(i -> "\"" + "x".repeat(4000) + i + "\":1", VALUES));
    json("names: of 64 letters and many words", object(i -> "\"" + words(i) + "\":1", VALUES));
    json("names: numbers", object(i -> "\"" + i + "\":1", VALUES));
    json("names: the same at each depth", many("[", nested(15), ",", "]"));
    json("names: twice at the end", object(i -> "\"n" + i % 20_000 + "\":1", 40_000));
    json("names: leaves below long names", longNamesAbove(5, 45_000, VALUES));
    json("names: leaves below one long name", longNamesAbove(1, 4_000, VALUES));
    json("names: lists below long names", object(i -> "\"x" + i + "\":[]", VALUES));
  }

  private void numbers() {
    String longest = "9".repeat(399);
    json("numbers: of 399 digits", numbered("[", i -> longest, "]", VALUES));
    json("numbers: of 399 digits as temperatures", temperatures(i -> longest));
    json("numbers: of 399 decimals as temperatures", temperatures(i -> "2." + longest));
    json("numbers: of 399 digits in Fahrenheit", fahrenheit(i -> "1." + longest.substring(2)));
    json("numbers: one of all digits", many("{\"temp\":", "9", "", "}"));
    json("numbers: one of all decimals", many("{\"temp\":1.", "9", "", "}"));
    json("numbers: one exponent of all digits", many("{\"temp\":1e", "9", "", "}"));
    for (String exponent : List.of("308", "-308", "400", "999999999", "-999999999", "2147483647")) {
      json("numbers: 1e" + exponent + " as temperatures", temperatures(i -> "1e" + exponent));
      json("numbers: 1e" + exponent + " in Fahrenheit", fahrenheit(i -> "1e" + exponent));
      json(
          "numbers: 1e" + exponent + " as attributes", object(i -> x(i) + "1e" + exponent, VALUES));
      json("numbers: 1e" + exponent + " as times", readings(i -> "\"time\":-1e" + exponent));
      json(
          "numbers: 1e" + exponent + " as Shelly's",
          shelly(i -> "\"temperature\":{\"tC\":1e" + exponent + "},\"apower\":1e" + exponent));
      json(
          "numbers: 1e" + exponent + " as OwnTracks'",
          "{\"_type\":\"location\",\"lat\":1e%1$s,\"lon\":1e%1$s,\"vel\":1e%1$s,\"tst\":1e%1$s}"
              .formatted(exponent));
      json(
          "numbers: 1e" + exponent + " as a shadow's times",
          shadow(i -> "{\"timestamp\":1e" + exponent + i + "}"));
      senml("SenML: 1e" + exponent, "\"bv\":1e" + exponent, i -> "\"n\":\"temp\",\"v\":1." + i);
      senml(
          "SenML: times of 1e" + exponent,
          "\"bt\":1e" + exponent,
          i -> "\"n\":\"temp\",\"v\":1,\"t\":-1e-" + (i % 308));
    }
    json("numbers: zeros", temperatures(i -> "0e-999999999"));
  }

  private void flat() {
    String unit = text(13 * VALUES);
    json("flat: a long unit", object("\"unit\":\"" + unit + "\",", i -> t(i) + "1", VALUES));
    json(
        "flat: a long unit of one kind",
        object("\"temperature_unit\":\"" + unit + "\",", i -> t(i) + "1", EVENTS));
    json("flat: a long unit of each value", temperatures(i -> "\"1 " + "x".repeat(230) + "\""));
    json(
        "flat: a long id",
        object("\"message_id\":\"" + text(20 * EVENTS) + "\",", i -> t(i) + "1", EVENTS));
    gateway(
        "flat: a long id, many devices",
        "{\"message_id\":\"" + text(40 * EVENTS) + "\",\"data\":",
        i -> "{\"device\":\"d" + i + "\",\"temp\":1}",
        "}");
    gateway(
        "flat: a long device",
        "{\"device\":\"" + text(40 * EVENTS) + "\",\"data\":",
        i -> "{\"temp\":1}",
        "}");
    gateway(
        "flat: a long region",
        "{\"device\":\"d\",\"region\":\"" + text(40 * EVENTS) + "\",\"data\":",
        i -> "{\"temp\":1}",
        "}");
    String ownTimes = numbered("[", i -> alternating(i), "]", EVENTS);
    json("flat: a long time", "{\"time\":\"" + text(41 * EVENTS) + "\",\"data\":" + ownTimes + "}");
    String spaces = " ".repeat(text(41 * EVENTS).length());
    json("flat: a time in spaces", "{\"time\":\"" + spaces + "1\",\"data\":" + ownTimes + "}");
    json("flat: a long name of a kind", named(i -> "{\"name\":\"temp\",\"value\":1}"));
    json("flat: names that are no kind", named(i -> "{\"name\":\"x" + i + "\",\"value\":1}"));
    json(
        "flat: long names that are none", named(i -> "{\"name\":\"" + "x".repeat(200) + i + "\"}"));
    json("flat: places", many("{\"gps\":\"", "1,", "", "\"}"));
    json("flat: positions", numbered("[", i -> "{\"lat\":1,\"lon\":2,\"alt\":3}", "]", EVENTS));
    json(
        "flat: a position among many",
        object(
            "\"alt\":1,\"speed\":1,\"heading\":1,\"lat\":1,\"lon\":1,", i -> t(i) + "1", EVENTS));
    json("flat: positions in positions", positionsInPositions());
    json(
        "flat: all attributes that there may be",
        object(attributes(32, 100), i -> t(i) + "1", EVENTS));
    json(
        "flat: all attributes, readings",
        "{"
            + attributes(16, 200)
            + "\"data\":"
            + numbered("[", i -> reading(i), "]", EVENTS)
            + "}");
    json("flat: long attributes", object(i -> x(i) + "\"" + "x".repeat(4000) + "\"", VALUES));
    json("flat: values that are none", temperatures(i -> "\"warm\""));
    json("flat: long values that are none", temperatures(i -> "\"" + "1".repeat(240) + "\""));
    json(
        "flat: texts", numbered("{\"status\":[", i -> "\"" + "x".repeat(240) + "\"", "]}", EVENTS));
    json(
        "flat: spaces",
        numbered("{\"status\":[", i -> "\"" + " ".repeat(240) + "\"", "]}", EVENTS));
    json("flat: a list of lists", numbered("{\"temp\":[", i -> "[]", "]}", VALUES));
    json("flat: nulls", numbered("{\"temp\":[", i -> "null", "]}", VALUES));
  }

  private void mappings() {
    json("Zigbee2MQTT: switches", object("\"linkquality\":1,", i -> state(i) + "\"ON\"", EVENTS));
    json("Zigbee2MQTT: names", object("\"linkquality\":1,", i -> x(i) + "1", VALUES));
    json(
        "Zigbee2MQTT: long names",
        object("\"linkquality\":1,", i -> "\"state_" + "x".repeat(4000) + i + "\":\"ON\"", VALUES));
    json("Tasmota: sensors", tasmota("C", EVENTS / 2));
    json("Tasmota: sensors with a long unit", tasmota(text(60 * EVENTS), EVENTS));
    json(
        "Tasmota: phases",
        numbered("{\"Time\":\"\",\"ENERGY\":{\"Power\":[", i -> "1", "]}}", VALUES));
    json(
        "Tasmota: distances",
        numbered(
            "{\"Time\":\"\",",
            i -> "\"S%d\":{\"Distance\":[1,2,3,4,5,6,7,8]}".formatted(i),
            "}",
            VALUES / 10));
    gatewayJson(
        "Tasmota: a bridge",
        numbered(
            "{\"ZbReceived\":{",
            i -> "\"0x%d\":{\"Name\":\"n%d\",\"Power\":1}".formatted(i, i),
            "}}",
            EVENTS));
    json("Shelly: components", shelly(i -> "\"apower\":1,\"a_current\":1,\"output\":true"));
    json("Shelly: long components", longComponents());
    json(
        "Shelly: events",
        numbered(
            "{\"method\":\"NotifyEvent\",\"params\":{\"events\":[",
            i -> "{\"component\":\"input:0\",\"event\":\"x\"}",
            "]}}",
            EVENTS));
    json("The Things Stack: downlinks", ttn(i -> "\"downlink_" + i + "\":1", "", EVENTS));
    json(
        "The Things Stack: gateways",
        ttn(
            i -> "\"x" + i + "\":1",
            numbered(
                "\"uplink_message\":{\"decoded_payload\":{\"temp\":1},\"rx_metadata\":[",
                i -> "{\"rssi\":" + i + "}",
                "]},",
                VALUES / 3),
            1));
    json(
        "The Things Stack: a long id",
        ttn(
            i -> "\"x" + i + "\":1",
            object(
                    "\"uplink_normalized\":{\"received_at\":\"x\",\"normalized_payload\":",
                    i -> x(i) + "1",
                    VALUES - 200)
                + "},",
            1));
    json(
        "ChirpStack: an object",
        "{\"deviceInfo\":{\"devEui\":\"dev-1\"},\"object\":"
            + object(i -> t(i) + "1", EVENTS)
            + "}");
    gatewayJson(
        "ChirpStack: a long device",
        "{\"deviceInfo\":{\"devEui\":\"" + text(50) + "\"},\"object\":{\"temp\":1}}");
    gatewayJson(
        "OwnTracks: a long topic",
        many("{\"_type\":\"location\",\"lat\":1,\"lon\":1,\"topic\":\"", "a/", "", "\"}"));
    json(
        "OwnTracks: a long channel",
        many("{\"_type\":\"beacon\",\"rssi\":1,\"desc\":\"", "x", "", "\"}"));
    gatewayJson("Ruuvi: advertisements", ruuvi(ruuviAdvertisement(), EVENTS / 10));
    gatewayJson("Ruuvi: long advertisements", ruuvi("00".repeat(512), EVENTS));
    gatewayJson("Ruuvi: parts of length 0", ruuvi("0001".repeat(256), EVENTS));
    json("Ruuvi: one that is long", many("{\"gw_mac\":\"x\",\"data\":\"", "02", "", "\"}"));
    gatewayJson(
        "Ruuvi: a long gateway",
        "{\"data\":{\"gw_mac\":\""
            + text(60 * EVENTS)
            + "\",\"nonce\":1,\"tags\":"
            + numbered(
                "{", i -> "\"d" + i + "\":{\"rssi\":1,\"temperature\":1}", "}}}", EVENTS / 2));
    json("Theengs: names", object("\"model_id\":\"x\",\"id\":\"dev-1\",", i -> t(i) + "1", EVENTS));
    gatewayJson(
        "Theengs: a long id", many("{\"model_id\":\"x\",\"tempc\":1,\"id\":\"", ":", "", "\"}"));
    json(
        "shadow: sixteen times",
        "{\"state\":{\"reported\":"
            + object(i -> t(i) + "1", EVENTS)
            + "},\"metadata\":{\"reported\":"
            + object(i -> t(i) + "{\"timestamp\":" + (1_700_000_000 + i % 16) + "}", EVENTS)
            + "}}");
    json("shadow: many times", shadow(i -> "{\"timestamp\":" + (1_700_000_000 + i) + "}"));
  }

  private void senml() {
    String name = "b".repeat(1000) + "/";
    senml("SenML: a long base name", "\"bn\":\"" + name + "\"", i -> "\"n\":\"temp\",\"v\":1");
    senml(
        "SenML: a base name that is too long",
        "\"bn\":\"" + text(30 * EVENTS) + "\"",
        i -> "\"n\":\"temp\",\"v\":1");
    senml(
        "SenML: a long base unit",
        "\"bn\":\"a\",\"bu\":\"" + text(30 * EVENTS) + "\"",
        i -> "\"n\":\"temp\",\"v\":1");
    senml(
        "SenML: a base name of separators",
        "\"bn\":\"" + "/:".repeat(500) + "\"",
        i -> "\"n\":\"-\",\"v\":1");
    senml(
        "SenML: latitudes that stay alone",
        "\"bn\":\"" + name + "\"",
        i -> "\"n\":\"lat" + i + "\",\"u\":\"lat\",\"v\":1");
    senml(
        "SenML: positions",
        "\"bn\":\"" + name + "lat\"",
        i -> "\"u\":\"" + (i % 2 == 0 ? "lat" : "lon") + "\",\"v\":1,\"t\":" + i / 2);
    senml(
        "SenML: bytes",
        "\"bn\":\"a\"",
        i -> "\"n\":\"" + i + "\",\"vd\":\"" + "A".repeat(200) + "\"");
    senml(
        "SenML: names of many records",
        "\"bn\":\"" + name + "\"",
        i -> "\"n\":\"x" + i + "\",\"v\":1");
    add("SenML: empty records", SENML_JSON, many("[", "{}", ",", "]"));
    add(
        "SenML: values without a name",
        SENML_JSON,
        numbered("[", i -> "{\"v\":1}", "]", VALUES / 2));
    add(
        "SenML: a long field that must be understood",
        SENML_JSON,
        many("[{\"", "x", "", "_\":1}]"));
    // {-2: "bbb…/", 0: "temp", 2: 1}, {0: "temp", 2: 1} …
    String records = "a2006474656d700201".repeat(EVENTS);
    hex(
        "SenML CBOR: a long base name",
        SENML_CBOR,
        "9a" + hex32(EVENTS + 1) + "a3217903e8" + "62".repeat(1000) + "006474656d700201" + records);
    hex("SenML CBOR: tags", SENML_CBOR, "c1".repeat(size));
    hex("SenML CBOR: tags in a record", SENML_CBOR, "81a102" + "c1".repeat(size - 4) + "01");
  }

  private void text() {
    for (String unit :
        List.of("1", " ", "+", ".", "1 ", "x", "é", "٣", "\u2003", "1e9", ",", "°")) {
      text("text of \"" + unit + "\"", many("1", unit, "", "1"));
    }
    text("text: a number and a long unit", many("21.5 ", "x", "", ""));
    text("text: a byte order mark before spaces", many("\uFEFF", " ", "", ""));
    text("text: a control character at the end", many("", "x", "", "\u0001"));
    text("text: JSON after all", many(" \u2003", "[", "", ""));
    byte[] notUtf8 = new byte[size];
    Arrays.fill(notUtf8, (byte) 'x');
    notUtf8[size - 1] = (byte) 0xFF;
    add("text: not UTF-8 at the end", "text/plain", notUtf8);
    add("no content type: not UTF-8 at the end", null, notUtf8);
  }

  /** What describes itself: forms, lines, and the mappings of products. */
  private void described() {
    String form = "application/x-www-form-urlencoded";
    add("form: fields", form, joined(i -> "f" + i + "=1", "&", VALUES));
    add("form: more fields than allowed", form, joined(i -> "f" + i + "=1", "&", 40_000));
    add("form: escapes", form, many("tempf=1&note=", "%C3%A9", "", ""));
    add("form: equals signs", form, many("a", "=", "", ""));
    add("form: ampersands", form, many("a=1", "&", "", ""));
    add("form: a weather station's", form, many("PASSKEY=a&dateutc=now&x=", "1", "", ""));
    add(
        "form: a weather station's fields",
        form,
        "PASSKEY=a&dateutc=now&" + joined(i -> "temp" + i + "f=1", "&", EVENTS));
    text("lines: of one field", joined(i -> "env temp=1", "\n", EVENTS));
    text("lines: with tags", joined(i -> "env,a=" + text(200) + " temp=1", "\n", EVENTS));
    text("lines: of many fields", "env " + joined(i -> "f" + i + "=1", ",", VALUES - 10));
    text("lines: of many measurements", joined(i -> "m" + i + " temp=1", "\n", EVENTS));
    text("lines: one broken at the end", many("", "env temp=1\n", "", "env temp"));
    text("lines: escapes", many("env,a=", "\\,", "", "b temp=1"));
    text("lines: one quoted text", many("env temp=1,s=\"", "\\\"", "", "\""));
    text("lines: comments", many("", "#\n", "", "env temp=1"));
    json(
        "OPC UA: fields",
        numbered(
            "{\"MessageType\":\"ua-data\",\"Messages\":[{\"Payload\":{",
            i -> "\"ns=2;s=A.B%d.temp\":{\"Value\":1}".formatted(i),
            "}}]}",
            EVENTS));
    json(
        "OPC UA: long names",
        numbered(
            "{\"MessageType\":\"ua-data\",\"Messages\":[{\"Payload\":{",
            i -> "\"%s%d\":1".formatted("x".repeat(4000), i),
            "}}]}",
            EVENTS));
    json(
        "sensor.community: values",
        numbered(
            "{\"sensordatavalues\":[",
            i -> "{\"value_type\":\"BME280_temperature\",\"value\":\"1\"}",
            "]}",
            EVENTS));
    json(
        "Davis: conditions",
        numbered(
            "{\"data\":{\"conditions\":[",
            i -> "{\"data_structure_type\":1,\"temp\":1}",
            "]}}",
            EVENTS));
    json(
        "Shelly Gen1: meters",
        numbered("{\"meters\":[", i -> "{\"is_valid\":true,\"power\":1}", "]}", EVENTS));
    json(
        "ChirpStack v3: an object in a text",
        many("{\"rxInfo\":[],\"fPort\":1,\"objectJSON\":\"{\\\"temp\\\":[", "1", ",", "]}\"}"));
    json("paths as names", object(i -> "\"a/b.c" + i + ".temperature\":1", EVENTS));
    json(
        "readings in an object of a kind",
        "{\"temperature\":" + object(i -> "\"" + i + "\":1", EVENTS) + "}");
  }

  private String joined(IntFunction<String> item, String between, int most) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < most; i++) {
      String next = item.apply(i);
      if (all.length() + between.length() + next.length() > size) {
        break;
      }
      all.append(all.isEmpty() ? "" : between).append(next);
    }
    return all.toString();
  }

  private void cborTags() {
    for (String tag :
        List.of(
            "c0",
            "c1",
            "c2",
            "c4",
            "c6",
            "d7",
            "d818",
            "d9d9f7",
            "da00001000",
            "dbffffffffffffffff")) {
      hex("CBOR: tags " + tag, CBOR, hexMany("", tag, "01"));
      hex("CBOR: tags " + tag + " without an end", null, hexMany("", tag, ""));
    }
    hex("CBOR: tags of a name", CBOR, hexMany("a1", "c1", "613101"));
    hex("CBOR: tags within a decimal fraction", CBOR, hexMany("c48201", "c1", "01"));
    hex("CBOR: tags behind a decimal fraction", CBOR, hexMany("c4820101", "c1", "01"));
    hex("CBOR: tags of an exponent", CBOR, hexMany("c482", "c1", "0101"));
    hex("CBOR: tags within texts", CBOR, hexMany("7f", "c1", "ff"));
    hex("CBOR: tagged lists", CBOR, hexMany("", "c681", "01"));
    hex("CBOR: one tag for each value", CBOR, hexMany("9f", "c101", "ff"));
    hex("CBOR: four tags for each value", CBOR, hexMany("9f", "d9d9f7d9d9f7d9d9f7c101", "ff"));
    hex(
        "CBOR: references to texts",
        CBOR,
        hexMany("d901009f7903e8" + "61".repeat(1000), "d81900", "ff"));
    hex("CBOR: spaces of references", CBOR, hexMany("9f", "d9010080", "ff"));
  }

  private void cborLengths() {
    hex("CBOR: endless lists", CBOR, hexMany("", "9f", ""));
    hex("CBOR: endless maps", CBOR, hexMany("", "bf6161", ""));
    hex("CBOR: lists of one", CBOR, hexMany("", "81", "01"));
    hex("CBOR: lists that promise 2^31", CBOR, hexMany("", "9a7fffffff", ""));
    hex("CBOR: lists that promise 2^63", CBOR, hexMany("", "9bffffffffffffffff", ""));
    hex("CBOR: maps that promise 2^31", CBOR, hexMany("", "ba7fffffff6161", ""));
    hex("CBOR: texts that promise 2^31", CBOR, hexMany("9f", "7a7fffffff", ""));
    hex("CBOR: bytes that promise 250000", CBOR, hexMany("9f", "5a0003d090", ""));
    hex("CBOR: a text of empty pieces", CBOR, hexMany("7f", "60", "ff"));
    hex("CBOR: bytes of empty pieces", CBOR, hexMany("5f", "40", "ff"));
    hex("CBOR: a text of pieces of one", CBOR, hexMany("a1617a7f", "6161", "ff"));
    hex("CBOR: bytes of pieces of one", CBOR, hexMany("a1617a5f", "4161", "ff"));
    hex("CBOR: a name of empty pieces", CBOR, hexMany("bf7f", "60", "ff01ff"));
    hex("CBOR: a name of pieces of one", CBOR, hexMany("bf7f", "6161", "ff01ff"));
    hex("CBOR: endless texts in each other", CBOR, hexMany("", "7f", ""));
    hex("CBOR: endless empty texts", CBOR, hexMany("9f", "7fff", "ff"));
    hex("CBOR: pieces that are not UTF-8", CBOR, hexMany("7f", "61c3", "ff"));
    hex("CBOR: one long text", CBOR, "7a" + hex32(size - 5) + "61".repeat(size - 5));
    hex(
        "CBOR: one long text not in ASCII",
        CBOR,
        "7a" + hex32(size / 2 * 2 - 6) + "c3a9".repeat(size / 2 - 3));
    hex("CBOR: bytes", CBOR, "5a" + hex32(size - 5) + "ff".repeat(size - 5));
    hex("CBOR: breaks", CBOR, hexMany("9f", "ff", ""));
  }

  private void cborNumbers() {
    hex("CBOR: a large bignum", CBOR, "c25a" + hex32(size - 6) + "ff".repeat(size - 6));
    hex("CBOR: a large bignum of pieces", CBOR, hexMany("c25f", "41ff", "ff"));
    hex("CBOR: bignums", CBOR, hexMany("9f", "c258a0" + "7f".repeat(160), "ff"));
    hex(
        "CBOR: bignums that begin with zeros",
        CBOR,
        hexMany("9f", "c25903e8" + "00".repeat(999) + "01", "ff"));
    String many = "c482%s01";
    for (String exponent :
        List.of(
            "190133",
            "390133",
            "1a7fffffff",
            "3a7fffffff",
            "1bffffffffffffffff",
            "3bffffffffffffffff")) {
      hex(
          "CBOR: decimal fractions of " + exponent,
          CBOR,
          hexTemperatures(many.formatted(exponent)));
      hex(
          "CBOR: bigfloats of " + exponent,
          CBOR,
          hexTemperatures("c5" + many.formatted(exponent).substring(2)));
    }
    String mantissa = "c258a0" + "7f".repeat(160);
    hex("CBOR: long decimal fractions", CBOR, hexTemperatures("c4823901f3" + mantissa));
    hex("CBOR: long bigfloats", CBOR, hexTemperatures("c58239044b" + mantissa));
    hex("CBOR: long bigfloats without a fraction", CBOR, hexTemperatures("c58219044b" + mantissa));
    hex("CBOR: half floats", CBOR, hexMany("9f", "f97bff", "ff"));
    hex("CBOR: floats", CBOR, hexTemperatures("fa7f7fffff"));
    hex("CBOR: tiny doubles", CBOR, hexTemperatures("fb0000000000000001"));
    hex("CBOR: large doubles", CBOR, hexTemperatures("fb7fefffffffffffff"));
    hex("CBOR: long integers", CBOR, hexTemperatures("1bffffffffffffffff"));
  }

  private void cborTrees() {
    hex("CBOR: a list of numbers", CBOR, hexMany("9f", "00", "ff"));
    hex("CBOR: a list of lists", CBOR, hexMany("9f", "80", "ff"));
    hex("CBOR: simple values", CBOR, hexMany("9f", "f8ff", "ff"));
    hex("CBOR: undefined", CBOR, hexMany("9f", "f7", "ff"));
    hex("CBOR: encoded CBOR", CBOR, hexMany("9f", "d8184100", "ff"));
    hex("CBOR: integers as names", CBOR, hexNames(i -> "19" + hex16(i)));
    hex("CBOR: names of the same hash", CBOR, hexNames(i -> hexText(collidingInJava(i))));
    hex("CBOR: names", CBOR, hexNames(i -> hexText("n" + i)));
    hex("CBOR: long names", CBOR, hexMany("bf", "7903e8" + "61".repeat(1000) + "01", "ff"));
    hex("CBOR: names that are bytes", CBOR, hexMany("bf", "416101", "ff"));
    hex("CBOR: names that are lists", CBOR, hexMany("bf", "8001", "ff"));
  }

  private void json(String name, String payload) {
    add(name, null, payload);
  }

  private void gatewayJson(String name, String payload) {
    cases.add(
        new Case(name, "application/json", true, cut(payload.getBytes(StandardCharsets.UTF_8))));
  }

  private void gateway(String name, String before, IntFunction<String> item, String after) {
    gatewayJson(name, before + numbered("[", item, "]", EVENTS) + after);
  }

  private void text(String name, String payload) {
    add(name, "text/plain", payload);
  }

  private void senml(String name, String base, IntFunction<String> record) {
    add(
        name,
        SENML_JSON,
        "[{"
            + base
            + ",\"n\":\"temp\",\"v\":1},"
            + numbered("", i -> "{" + record.apply(i) + "}", "]", EVENTS));
  }

  private void hex(String name, String contentType, String hex) {
    add(name, contentType, HexFormat.of().parseHex(hex));
  }

  private void add(String name, String contentType, String payload) {
    add(name, contentType, payload.getBytes(StandardCharsets.UTF_8));
  }

  private void add(String name, String contentType, byte[] payload) {
    cases.add(new Case(name, contentType, false, cut(payload)));
  }

  private byte[] cut(byte[] payload) {
    return payload.length > size ? Arrays.copyOf(payload, size) : payload;
  }

  /** As many units as fit. */
  private String many(String before, String unit, String between, String after) {
    int rest = size - bytes(before) - bytes(after);
    int count = Math.max(1, rest / (bytes(unit) + bytes(between)));
    return before + String.join(between, Collections.nCopies(count, unit)) + after;
  }

  private String hexMany(String before, String unit, String after) {
    int rest = size - (before.length() + after.length()) / 2;
    return before + unit.repeat(Math.max(1, 2 * rest / unit.length())) + after;
  }

  /** As many units as fit, at most so many. */
  private String numbered(String before, IntFunction<String> unit, String after, int most) {
    StringBuilder all = new StringBuilder(before);
    int length = bytes(before) + bytes(after);
    for (int i = 0; i < most; i++) {
      String next = (i == 0 ? "" : ",") + unit.apply(i);
      length += bytes(next);
      if (length > size) {
        break;
      }
      all.append(next);
    }
    return all + after;
  }

  private String object(IntFunction<String> member, int most) {
    return object("", member, most);
  }

  private String object(String first, IntFunction<String> member, int most) {
    return numbered("{\"temp\":1," + first, member, "}", most);
  }

  private String temperatures(IntFunction<String> value) {
    return numbered("{\"temp\":[", value, "]}", EVENTS);
  }

  private String fahrenheit(IntFunction<String> value) {
    return numbered("{\"temp_f\":[", value, "]}", EVENTS);
  }

  private String readings(IntFunction<String> members) {
    return numbered("[", i -> "{\"temp\":1," + members.apply(i) + "}", "]", EVENTS);
  }

  private String named(IntFunction<String> item) {
    return numbered("[", item, "]", VALUES / 3);
  }

  private String tasmota(String unit, int sensors) {
    return numbered(
        "{\"Time\":\"2026-11-21T03:00:00\",\"TempUnit\":\"" + unit + "\",",
        i -> "\"S" + i + "\":{\"Temperature\":1,\"Humidity\":2}",
        "}",
        sensors);
  }

  private String shelly(IntFunction<String> members) {
    return numbered(
        "{\"method\":\"NotifyStatus\",\"params\":{",
        i -> "\"switch:" + i + "\":{" + members.apply(i) + "}",
        "}}",
        250);
  }

  /** The name of each component stands in the channel of all that it measured. */
  private String longComponents() {
    return numbered(
        "{\"method\":\"NotifyStatus\",\"params\":{",
        i -> "\"" + i + "x".repeat(20_000) + "\":{" + phases() + "}",
        "}}",
        40);
  }

  private static String phases() {
    StringBuilder all = new StringBuilder("\"output\":true");
    for (String phase : List.of("a", "b", "c", "total")) {
      for (String what : List.of("act_power", "aprt_power", "pf", "voltage", "current", "freq")) {
        all.append(",\"").append(phase).append('_').append(what).append("\":1");
      }
    }
    return all.toString();
  }

  private String ttn(IntFunction<String> member, String more, int most) {
    return numbered("{\"end_device_ids\":{\"device_id\":\"dev-1\"}," + more, member, "}", most);
  }

  private String shadow(IntFunction<String> meta) {
    return "{\"state\":{\"reported\":"
        + object(i -> t(i) + "1", 900)
        + "},\"metadata\":{\"reported\":"
        + object(i -> t(i) + meta.apply(i), 900)
        + "}}";
  }

  private String ruuvi(String hex, int tags) {
    return numbered(
        "{\"data\":{\"gw_mac\":\"x\",\"tags\":{",
        i -> "\"d" + i + "\":{\"rssi\":1,\"data\":\"" + hex + "\"}",
        "}}}",
        tags);
  }

  private static String ruuviAdvertisement() {
    return "0201061bff990405" + "12fc5394c37c0004fffc040cac364200cdcbb8334c884f";
  }

  /** Members one in the other under long names, and small ones at the bottom. */
  private String longNamesAbove(int levels, int length, int leaves) {
    StringBuilder above = new StringBuilder("{\"temp\":1,");
    for (int i = 0; i < levels; i++) {
      above.append('"').append("x".repeat(Math.min(length, size / (levels + 1)))).append("\":{");
    }
    return numbered(above.toString(), i -> "\"" + i + "\":1", "}".repeat(levels + 1), leaves);
  }

  private String positionsInPositions() {
    String above = "{\"alt\":1,\"speed\":1,\"heading\":1,\"lat\":1,\"lon\":1,\"data\":";
    return above.repeat(30) + object(i -> t(i) + "1", 800) + "}".repeat(30);
  }

  private static String attributes(int count, int length) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      all.append(x(i)).append('"').append("\\u0001".repeat(length)).append("\",");
    }
    return all.toString();
  }

  private static String reading(int i) {
    StringBuilder all = new StringBuilder("{\"temp\":1");
    for (int n = 0; n < 8; n++) {
      all.append(",\"y").append(n).append("\":\"").append(i).append('"');
    }
    return all.append('}').toString();
  }

  /** Measurements with a time of their own, each between two without. */
  private static String alternating(int i) {
    return i % 2 == 0 ? "{\"temp\":{\"value\":1,\"time\":1}}" : "{\"temp\":1}";
  }

  /** Fills what this many bytes leave. */
  private String text(int others) {
    return "x".repeat(Math.max(10, size - others - 200));
  }

  private static String deep(int levels) {
    return "[".repeat(levels) + "]".repeat(levels);
  }

  private static String nested(int levels) {
    return "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);
  }

  private static String t(int i) {
    return "\"temp_" + i + "\":";
  }

  private static String x(int i) {
    return "\"x" + i + "\":";
  }

  private static String state(int i) {
    return "\"state_" + Integer.toString(i, 36) + "\":";
  }

  private static String words(int i) {
    return "aB".repeat(27) + i;
  }

  /** Aa and BB have the same hash, and so has whatever is made of them. */
  private static String collidingInJava(int number) {
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < 15; bit++) {
      name.append(((number >> bit) & 1) == 0 ? "Aa" : "BB");
    }
    return name.toString();
  }

  /** Hundreds of letters that differ at their end. */
  private static String longColliding(int number) {
    return "Aa".repeat(100) + collidingInJava(number);
  }

  private static String collidingInJackson(int number) {
    return '"' + Colliding.NAMES.get(number % Colliding.NAMES.size()) + '"';
  }

  /**
   * Names of eight bytes to which Jackson gives the hash of {@code humidity}: it mixes the first
   * four, adds 33 times the last four, and puts in its secret only then.
   */
  public static List<String> namesCollidingWithHumidity() {
    return Colliding.NAMES;
  }

  private static final class Colliding {
    static final List<String> NAMES = names();

    private static List<String> names() {
      List<String> names = new ArrayList<>();
      int inverse = inverse(33);
      int target = mixed(quad("humi")) + quad("dity") * 33;
      byte[] first = new byte[4];
      for (int i = 0; i < 26 * 26 * 26 * 26 && names.size() < VALUES; i++) {
        for (int n = 0, rest = i; n < 4; n++, rest /= 26) {
          first[n] = (byte) ('a' + rest % 26);
        }
        int second = (target - mixed(quad(new String(first, StandardCharsets.US_ASCII)))) * inverse;
        byte[] last = {
          (byte) (second >> 24), (byte) (second >> 16), (byte) (second >> 8), (byte) second
        };
        if (isPlain(last)) {
          String name =
              new String(first, StandardCharsets.US_ASCII)
                  + new String(last, StandardCharsets.US_ASCII);
          if (!name.equals("humidity")) {
            names.add(name);
          }
        }
      }
      return names;
    }

    private static boolean isPlain(byte[] bytes) {
      for (byte b : bytes) {
        if (b < ' ' || b == '"' || b == '\\' || b == 127) {
          return false;
        }
      }
      return true;
    }

    private static int quad(String text) {
      int quad = 0;
      for (int i = 0; i < 4; i++) {
        quad = (quad << 8) | text.charAt(i);
      }
      return quad;
    }

    private static int mixed(int quad) {
      int hash = quad + (quad >>> 15);
      return hash ^ (hash >>> 9);
    }

    /** Of an odd number, modulo 2^32. */
    private static int inverse(int odd) {
      int inverse = odd;
      for (int i = 0; i < 5; i++) {
        inverse *= 2 - odd * inverse;
      }
      return inverse;
    }
  }

  private String hexTemperatures(String value) {
    int count = Math.min(EVENTS, (size - 16) / (value.length() / 2));
    return "a16474656d7099" + hex16(count) + value.repeat(count);
  }

  private String hexNames(IntFunction<String> name) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(0xBF);
    for (int i = 0; i < VALUES; i++) {
      all.writeBytes(HexFormat.of().parseHex(name.apply(i) + "01"));
    }
    all.write(0xFF);
    return HexFormat.of().formatHex(all.toByteArray());
  }

  private static String hexText(String text) {
    return "78"
        + "%02x".formatted(text.length())
        + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String hex16(int number) {
    return "%04x".formatted(number);
  }

  private static String hex32(int number) {
    return "%08x".formatted(number);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
