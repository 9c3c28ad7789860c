package dev.tributary.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.check.EditorSchema;
import dev.tributary.contract.PayloadDecoder;
import dev.tributary.contract.Reason;
import dev.tributary.contract.Rejection;
import dev.tributary.contract.Variables;
import dev.tributary.project.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What files of {@code routes/decoders} make of payloads, and what is said of wrong ones. */
class DecodersTest {
  private static final String TANK =
      """
      when: { address: acme/+/raw }
      format: binary
      fields:
        - { name: temperature, offset: 0, type: int16, scale: 0.1, unit: Cel, nothing: 0x7FFF }
        - { name: battery_voltage, offset: 2, type: uint8, scale: 0.01, add: 1.5 }
        - { name: opening, offset: 3, bit: 0 }
        - { name: mode, offset: 3, bits: 1-3, values: { 0: "off", 1: eco } }
        - { kind: temperature, name: probe, offset: 4, type: float32, endian: little }
        - { name: level, offset: 8, type: uint24, scale: 0.001, optional: true }
      """;

  @TempDir private Path folder;

  @BeforeEach
  void copyTheShippedFolder() throws IOException {
    try (Stream<Path> files = Files.walk(NormalizeRoute.ROUTES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(NormalizeRoute.ROUTES.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Files.createDirectories(folder.resolve("decoders"));
  }

  @Test
  void readABinaryPayloadByItsLayout() {
    write("tank", TANK);

    assertThat(values("acme/t1/raw", null, hex("00D7 96 03 0000B041 00BD72")))
        .containsExactly(
            "temperature=21.5 Cel",
            "battery_voltage=3.00 V",
            "opening=true",
            "level=48.498 %",
            "temperature=22 Cel");
  }

  @Test
  void nameTheDecoderAndLeaveOutWhatIsNoReading() {
    write("tank", TANK);
    Exchange exchange = send("acme/t1/raw", null, hex("7FFF 96 00 0000B041"));

    assertThat(NormalizeRoute.values(exchange))
        .containsExactly("battery_voltage=3.00 V", "opening=false", "temperature=22 Cel");
    assertThat(exchange.getVariable(Variables.DECODER)).isEqualTo("tank");
    assertThat(NormalizeRoute.events(exchange).get(0).attributes()).containsEntry("mode", "off");
  }

  @Test
  void refuseAPayloadThatIsTooShort() {
    write("tank", TANK);
    Rejection refusal = NormalizeRoute.rejection(send("acme/t1/raw", null, hex("00D7 96")));

    assertThat(refusal.reason()).isEqualTo(Reason.UNREADABLE);
    assertThat(refusal)
        .hasMessage(
            "decoder tank cannot read the payload: field opening needs bytes 3 to 3 but the payload"
                + " has only 3");
  }

  @Test
  void leaveOtherAddressesAlone() {
    write("tank", TANK);

    assertThat(
            values("acme/t1/other", null, "{\"temperature\":20}".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("temperature=20 Cel");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uint8 | big | FF | 255",
        "int8 | big | FF | -1",
        "uint16 | little | 0102 | 513",
        "int16 | big | FFFE | -2",
        "uint24 | big | 010000 | 65536",
        "int24 | little | FFFFFF | -1",
        "uint32 | big | FFFFFFFF | 4294967295",
        "int32 | little | FEFFFFFF | -2",
        "uint64 | big | 00000000FFFFFFFF | 4294967295",
        "int48 | big | FFFFFFFFFFFF | -1",
        "float32 | big | 41B00000 | 22",
        "float64 | big | 4036000000000000 | 22",
      })
  void readNumbers(String type, String endian, String bytes, String value) {
    write(
        "n",
        """
        when: { content-type: application/x-n }
        format: binary
        fields: [{ kind: voltage, offset: 0, type: %s, endian: %s, scale: 0.0000001 }]
        """
            .formatted(type, endian));
    List<String> values = values("a", "application/x-n; v=1", hex(bytes));

    assertThat(new java.math.BigDecimal(values.get(0).replaceAll("voltage=| V", "")))
        .isEqualByComparingTo(new java.math.BigDecimal(value).movePointLeft(7));
  }

  @Test
  void readTextsHexBcdAndTruths() {
    write(
        "t",
        """
        when: { address: t }
        format: binary
        length: 12
        fields:
          - { name: serial, offset: 0, type: text, length: 4 }
          - { name: mac, offset: 4, type: hex, length: 2 }
          - { kind: volume, offset: 6, type: bcd, length: 4, scale: 0.001 }
          - { name: motion, offset: 10, type: bool }
        """);
    Exchange exchange = send("t", null, hex("41420000 BEEF 00123456 01 00"));

    assertThat(NormalizeRoute.values(exchange)).containsExactly("motion=true", "volume=123.456 m3");
    assertThat(NormalizeRoute.events(exchange).get(0).attributes())
        .containsEntry("serial", "AB")
        .containsEntry("mac", "beef");
    assertThat(NormalizeRoute.rejection(send("t", null, hex("4142"))))
        .hasMessageContaining("must have 12 bytes but has 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytes | hex:00E6 0002 86A0",
        "hex | 00E6000286A0",
        "base64 | AOYAAoag",
        "numbers | [230, 2, 34464]"
      })
  void readRegistersOfModbus(String input, String payload) {
    write(
        "meter",
        """
        when: { address: meters/# }
        format: modbus-registers
        input: %s
        first: 40001
        fields:
          - { name: voltage, register: 40001 }
          - { name: energy, register: 40002, type: uint32, unit: Wh }
        """
            .formatted(input));
    byte[] bytes =
        payload.startsWith("hex:")
            ? hex(payload.substring(4))
            : payload.getBytes(StandardCharsets.UTF_8);

    assertThat(values("meters/m1/all", null, bytes))
        .containsExactly("voltage=230 V", "energy=165.536 kWh");
  }

  @Test
  void swapTheWordsOfRegisters() {
    write(
        "meter",
        """
        when: { address: m }
        format: modbus-registers
        words: little
        fields: [{ name: energy, register: 0, type: uint32 }, { name: motion, register: 2, bit: 15 }]
        """);

    assertThat(values("m", null, hex("86A0 0002 8000")))
        .containsExactly("energy=165536 kWh", "motion=true");
  }

  @Test
  void readCsv() {
    write(
        "logger",
        """
        when: { content-type: text/csv }
        format: csv
        separator: ";"
        decimal: ","
        columns: [time, { name: temperature, unit: F }, "-", { kind: humidity, name: cellar }, note]
        """);
    Exchange exchange =
        send(
            "a",
            "text/csv",
            "2026-11-21T02:59:00Z;68,0;x;40;\"dry; \"\"ok\"\"\"\r\n2026-11-21T02:59:30Z;;x;41;\n"
                .getBytes(StandardCharsets.UTF_8));

    assertThat(NormalizeRoute.values(exchange))
        .containsExactly("temperature=20 Cel", "humidity=40 %RH", "humidity=41 %RH");
    assertThat(NormalizeRoute.events(exchange).get(0).attributes())
        .containsEntry("note", "dry; \"ok\"");
    assertThat(NormalizeRoute.events(exchange).get(2).time()).hasToString("2026-11-21T02:59:30Z");
    assertThat(
            NormalizeRoute.rejection(send("a", "text/csv", "1;2".getBytes(StandardCharsets.UTF_8))))
        .hasMessage(
            "decoder logger cannot read the payload: line 1 has 2 columns but 5 are known: it ends"
                + " behind temperature");
  }

  @Test
  void takeTheNamesOfCsvFromItsFirstLine() {
    write("l", "when: { address: l }\nformat: csv\nheader: true\n");

    assertThat(
            values(
                "l", null, "ts,temp_f,rh\n1763694000,50.0,81\n".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("temperature=10 Cel", "humidity=81 %RH");
  }

  @Test
  void readCayenneLpp() {
    write("lpp", "when: { address: lpp }\nformat: cayenne-lpp\ninput: hex\n");

    assertThat(
            values(
                "lpp",
                null,
                "03670110 05 67 00FF 01 68 64 02 73 27 8D 04 88 06765FF2960A0003E8 07 00 01"
                    .replace(" ", "")
                    .getBytes(StandardCharsets.UTF_8)))
        .containsExactly(
            "temperature=27.2 Cel",
            "temperature=25.5 Cel",
            "humidity=50.0 %RH",
            "pressure=1012.5 hPa",
            "gps={lat=42.3519, lon=-87.9094, alt=10.00}",
            "input=true");
    assertThat(NormalizeRoute.rejection(send("lpp", null, "0367".getBytes(StandardCharsets.UTF_8))))
        .hasMessageContaining(
            "temperature of channel 3 needs bytes 2 to 3 but the payload has only 2");
    assertThat(
            NormalizeRoute.rejection(send("lpp", null, "03FA00".getBytes(StandardCharsets.UTF_8))))
        .hasMessageContaining("type 250");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"end_device_ids\":{\"device_id\":\"dev-1\"},\"uplink_message\":{\"f_port\":5,\"frm_payload\":\"AOY=\",\"rx_metadata\":[{\"rssi\":-90}]}}",
        "{\"deviceInfo\":{\"devEui\":\"dev-1\"},\"fPort\":5,\"data\":\"AOY=\",\"rxInfo\":[{\"rssi\":-90}]}",
        "{\"dev_id\":\"dev-1\",\"port\":5,\"payload_raw\":\"AOY=\",\"metadata\":{\"gateways\":[{\"rssi\":-90}]}}",
        "{\"DevEUI_uplink\":{\"DevEUI\":\"x\",\"FPort\":\"5\",\"payload_hex\":\"00e6\",\"LrrRSSI\":\"-90\"}}",
        "{\"cmd\":\"rx\",\"EUI\":\"x\",\"fcnt\":1,\"port\":5,\"data\":\"00E6\",\"rssi\":-90}"
      })
  void readTheBytesOfAnUplinkByItsPort(String uplink) {
    write("uplink", UPLINK);

    assertThat(values("devices/dev-1/telemetry", null, uplink.getBytes(StandardCharsets.UTF_8)))
        .containsExactlyInAnyOrder("rssi=-90 dBm", "temperature=23.0 Cel");
  }

  private static final String UPLINK =
      """
      when: { f-port: [5, 6] }
      format: binary
      fields: [{ name: temperature, offset: 0, type: int16, scale: 0.1 }]
      """;

  @Test
  void leaveWhatTheServerHasDecoded() {
    write("uplink", UPLINK);

    assertThat(
            values(
                "devices/dev-1/telemetry",
                null,
                "{\"deviceInfo\":{\"devEui\":\"dev-1\"},\"fPort\":5,\"data\":\"AOY=\",\"object\":{\"temperature\":7}}"
                    .getBytes(StandardCharsets.UTF_8)))
        .containsExactly("temperature=7 Cel");
  }

  @Test
  void refuseAnUplinkThatIsTooShort() {
    write("uplink", UPLINK);

    assertThat(
            NormalizeRoute.rejection(
                send(
                    "devices/dev-1/telemetry",
                    null,
                    "{\"deviceInfo\":{\"devEui\":\"dev-1\"},\"fPort\":5,\"data\":\"AA==\"}"
                        .getBytes(StandardCharsets.UTF_8))))
        .hasMessage(
            "decoder uplink cannot read the payload: field temperature needs bytes 0 to 1 but the"
                + " payload has only 1");
  }

  @Test
  void handTheBytesToAMapping() throws IOException {
    Files.writeString(
        folder.resolve("mappings/shelly-gen1.jslt"),
        """
        let b = bytes(.bytes, "hex")
        {"measurements": [{"kind": "temperature", "value": if (uint($b, 0, 1) == 1) int($b, 1, 2) / 10}]}
        """);
    write("own", "when: { address: own }\nformat: bytes\nshape: shelly-gen1\n");

    assertThat(values("own", null, hex("01FF38"))).containsExactly("temperature=-20 Cel");
  }

  @Test
  void readWithADecoderOfOnesOwn() {
    write("own", "when: { address: own }\nformat: test-sum\n");

    assertThat(values("own", null, hex("0102"))).containsExactly("temperature=3 Cel");
    assertThat(NormalizeRoute.rejection(send("own", null, hex("FF"))))
        .hasMessageContaining("decoder own cannot read the payload")
        .hasMessageContaining("255 is too much");
  }

  /** Found by META-INF/services of the tests. */
  public static final class Sum implements PayloadDecoder {
    @Override
    public String format() {
      return "test-sum";
    }

    @Override
    public Object decode(byte[] payload, Map<String, String> message) {
      int sum = 0;
      for (byte b : payload) {
        sum += b & 0xFF;
      }
      if (sum > 200) {
        throw new IllegalArgumentException(sum + " is too much");
      }
      return Map.of("temperature", sum, "at", message.get("address"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "when: { adress: a }; format: binary; fields: [{ name: a, offset: 0, type: int8 }] | 1 |"
            + " has no key \"adress\"; did you mean address?",
        "when: { address: a }; format: binray; fields: [] | 2 | format must be one of binary,"
            + " bytes, cayenne-lpp, csv, line-protocol, modbus-registers, test-sum but is"
            + " \"binray\"; did you mean binary?",
        "when: { address: a }; format: binary; feilds: [] | 3 | has no key \"feilds\"; did you mean"
            + " fields?",
        "when: { address: a }; format: binary; fields: [{ name: a, offset: 0, type: itn16 }] | 3 |"
            + " but is \"itn16\"; did you mean int16?",
        "when: { address: a }; format: binary; fields: [{ name: a, offset: 0, type: int16, scal: 2"
            + " }] | 3 | a field has no key \"scal\"; did you mean scale?",
        "when: { address: a }; format: binary; fields: [{ name: a, offset: 0, type: int16 }, {"
            + " name: b, offset: 1, type: int8 }] | 3 | field b (bytes 1 to 1) overlaps with a"
            + " (bytes 0 to 1)",
        "when: { address: a }; format: binary; fields: [{ name: a, offset: 0, bits: 0-3 }, { name:"
            + " b, offset: 0, bits: 3-4 }] | 3 | overlaps with a",
        "when: { address: a }; format: binary; fields: [{ name: a, offset: 0, bit: 8 }] | 3 | bit"
            + " must lie in 0 to 7 of an unsigned number, as in 3 or 4-6, but is 8",
        "when: { address: a }; format: binary; length: 2; fields: [{ name: a, offset: 1, type:"
            + " int16 }] | 4 | field a ends at byte 2 but the payload has 2 (length)",
        "when: { address: a }; format: binary; fields: [{ name: a, offset: -1, type: int16 }] | 3 |"
            + " offset must be 0 to 65535 but is -1",
        "when: { address: a }; format: binary; fields: [{ name: a, type: int16 }] | 3 | a field"
            + " needs its place (offset)",
        "when: { address: a }; format: binary; fields: [{ kind: temprature, offset: 0, type: int16"
            + " }] | 3 | kind must be one of kinds.yaml but is \"temprature\"; did you mean"
            + " temperature?",
        "when: { address: a }; format: binary; fields: [{ kind: temperature, unit: hPa, offset: 0,"
            + " type: int16 }] | 3 | temperature has no unit \"hPa\"",
        "when: { address: a }; format: binary; fields: [{ name: zz, unit: hPa, offset: 0, type:"
            + " int16 }] | 3 | a unit needs a kind, and \"zz\" names none: give kind",
        "when: { address: a }; format: binary; fields: [{ name: a, offset: 0, type: text }] | 3 | a"
            + " field of type text needs a length in bytes",
        "when: { address: a }; format: modbus-registers; fields: [{ name: a, offset: 0 }] | 3 | a"
            + " field of this format has register, not offset",
        "when: { address: a//b }; format: cayenne-lpp | 1 | address must be levels between slashes",
        "when: { f-port: 300 }; format: cayenne-lpp | 1 | f-port must be 1 to 255 but is 300",
        "format: cayenne-lpp | 1 | a decoder needs at least one of address, content-type and f-port"
            + " (when)",
        "when: { address: a }; format: csv | 1 | csv needs columns, or header: true",
        "when: { address: a }; format: csv; header: true; separator: ab | 4 | separator must be one"
            + " character, or tab, but is \"ab\"",
        "when: { address: a }; format: csv; header: true; input: numbers | 4 | input must be bytes,"
            + " hex, base64"
      })
  void nameWhatIsWrong(String file, int line, String problem) {
    write("bad", file.replace("; ", "\n"));

    assertThat(problems())
        .anySatisfy(
            found ->
                assertThat(found).startsWith("decoders/bad.yaml:" + line + ": ").contains(problem));
  }

  @Test
  void refuseTwoThatAreChosenByTheSame() {
    write("a", "when: { address: x }\nformat: cayenne-lpp\n");
    write("b", "when: [{ address: y }, { address: x }]\nformat: cayenne-lpp\n");

    assertThat(problems()).containsExactly("decoders/b.yaml:1: decoder a is chosen by the same");
  }

  @Test
  void takeAFileOfCommentsForNone() {
    write("c", "# nothing yet\n");

    assertThat(problems()).isEmpty();
  }

  @Test
  void shipExamplesThatWaitToBeUncommented() throws IOException {
    try (Stream<Path> files = Files.list(NormalizeRoute.ROUTES.resolve("decoders"))) {
      for (Path file : files.toList()) {
        String text = Files.readString(file);
        assertThat(text.lines()).allMatch(line -> line.startsWith("#"));
        write(
            file.getFileName().toString().replace(".yaml", ""),
            text.replaceAll("(?m)^# \\S.*\n", "").replaceAll("(?m)^#", ""));
      }
    }

    assertThat(problems()).isEmpty();
    assertThat(Catalogue.of(Project.read(folder)).catalogue().decoders().all()).hasSize(3);
  }

  /** Of docs/decoders.md. */
  @Test
  void documentDecodersThatRead() throws IOException {
    Matcher blocks =
        Pattern.compile("```yaml\n# routes/decoders/([a-z-]+)\\.yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs", "decoders.md")));
    EditorSchema schema = new EditorSchema("decoders");
    int count = 0;
    for (; blocks.find(); count++) {
      write(blocks.group(1), blocks.group(2));
      assertThat(schema.problems(blocks.group(2))).isEmpty();
    }

    assertThat(count).isEqualTo(4);
    assertThat(problems()).isEmpty();
  }

  @Test
  void completeInEditorsWhatTheReaderKnows() throws IOException {
    EditorSchema schema = new EditorSchema("decoders");
    Set<String> keys = new TreeSet<>(DecoderReader.COMMON_KEYS);
    DecoderReader.FORMAT_KEYS.values().forEach(keys::addAll);

    assertThat(schema.keys("")).isEqualTo(keys);
    assertThat(schema.keys("/definitions/choice")).isEqualTo(DecoderReader.CHOICE_KEYS);
    assertThat(schema.keys("/definitions/column")).isEqualTo(DecoderReader.COLUMN_KEYS);
    assertThat(schema.keys("/definitions/field")).isEqualTo(LayoutReader.FIELD_KEYS);
    assertThat(schema.words("/definitions/field/properties/type"))
        .isEqualTo(LayoutReader.TYPES.keySet());
    assertThat(schema.problems("# nothing yet\n")).isEmpty();
  }

  private List<String> problems() {
    return Catalogue.of(Project.read(folder)).problems();
  }

  private void write(String name, String yaml) {
    try {
      Files.writeString(folder.resolve("decoders").resolve(name + ".yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> values(String address, String contentType, byte[] payload) {
    return NormalizeRoute.values(send(address, contentType, payload));
  }

  private Exchange send(String address, String contentType, byte[] payload) {
    try (NormalizeRoute route = new NormalizeRoute(folder)) {
      return route.send(
          payload, contentType, exchange -> exchange.setVariable(Variables.ADDRESS, address));
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }
}
