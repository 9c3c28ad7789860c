package dev.tributary.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventConverterTest {
  private static final String EVENT =
      """
      {"id":"5b0c7f6e-0000-8000-8000-000000000001","device_id":"dev-1","region":"eu-west",
       "kind":"temperature","value":21.5,"unit":"Cel","time":"2026-11-21T03:00:00.123Z",
       "received":"2026-11-21T03:00:00.250Z",
       "source":{"protocol":"mqtt","address":"devices/dev-1/telemetry"},
       "attributes":{"battery_low":false}}
      """;
  private static final String MEASURE =
      """
      {"id":"5b0c7f6e-0000-8000-8000-000000000002","key":"all","kind":"temperature.avg",
       "value":20,"unit":"Cel","time":"2026-11-21T03:05:00Z","received":"2026-11-21T03:05:30Z",
       "source":{"protocol":"rule","address":"temperature.avg"},
       "attributes":{"window_start":"2026-11-21T03:00:00Z","count":300,"revision":1}}
      """;
  private static final String ALERT =
      """
      {"id":"5b0c7f6e-0000-8000-8000-000000000003","alert":"humid","state":"firing",
       "severity":"warning","device_id":"dev-1","region":"eu-west","kind":"humidity","value":91,
       "unit":"%RH","since":"2026-11-21T03:00:00Z","time":"2026-11-21T03:02:00Z",
       "reason":"condition","text":"dev-1: 91 %RH","notify":["webhook"],"evidence":["a"],
       "rule_version":"1"}
      """;

  private final EventConverter converter = new EventConverter();

  @Test
  void eventsHaveTheColumnsOfAnEvent() {
    SchemaAndValue converted = convert(EVENT);

    Struct row = (Struct) converted.value();
    row.validate();
    assertThat(converted.schema().name()).isEqualTo("dev.tributary.Event");
    assertThat(converted.schema().fields())
        .extracting(Field::name)
        .containsExactly(
            "id",
            "time",
            "received",
            "device_id",
            "key",
            "region",
            "kind",
            "value",
            "text",
            "data",
            "unit",
            "attributes");
    assertThat(converted.schema().field("value").schema().type()).isEqualTo(Schema.Type.FLOAT64);
    assertThat(converted.schema().field("time").schema().name()).isEqualTo(Timestamp.LOGICAL_NAME);
    assertThat(row.get("time")).isEqualTo(Date.from(Instant.parse("2026-11-21T03:00:00.123Z")));
    assertThat(row.get("received")).isEqualTo(Date.from(Instant.parse("2026-11-21T03:00:00.250Z")));
    assertThat(row.get("id")).isEqualTo("5b0c7f6e-0000-8000-8000-000000000001");
    assertThat(row.get("device_id")).isEqualTo("dev-1");
    assertThat(row.get("region")).isEqualTo("eu-west");
    assertThat(row.get("kind")).isEqualTo("temperature");
    assertThat(row.get("value")).isEqualTo(21.5);
    assertThat(row.get("unit")).isEqualTo("Cel");
    assertThat(row.get("attributes")).isEqualTo("{\"battery_low\":false}");
    assertThat(row.get("key")).isNull();
    assertThat(row.get("text")).isNull();
    assertThat(row.get("data")).isNull();
  }

  @Test
  void measuresAreEventsWithAKeyWhereTheyAreNotOfADevice() {
    SchemaAndValue converted = convert(MEASURE);

    Struct row = (Struct) converted.value();
    assertThat(converted.schema()).isEqualTo(EventSchemas.EVENT);
    assertThat(row.get("device_id")).isNull();
    assertThat(row.get("key")).isEqualTo("all");
    assertThat(row.get("value")).isEqualTo(20.0);
    assertThat(row.getString("attributes")).contains("\"revision\":1");
  }

  @Test
  void alertsHaveTheColumnsOfAnAlert() {
    SchemaAndValue converted = convert(ALERT);

    Struct row = (Struct) converted.value();
    row.validate();
    assertThat(converted.schema().name()).isEqualTo("dev.tributary.Alert");
    assertThat(row.get("state")).isEqualTo("firing");
    assertThat(row.get("value")).isEqualTo(91.0);
    assertThat(row.get("since")).isEqualTo(Date.from(Instant.parse("2026-11-21T03:00:00Z")));
    assertThat(row.get("text")).isEqualTo("dev-1: 91 %RH");
  }

  @Test
  void valuesGoWhereTheirTypeBelongs() {
    assertThat(row(EVENT.replace("21.5", "true")).get("value")).isEqualTo(1.0);
    Struct text = row(EVENT.replace("21.5", "\"open\""));
    assertThat(text.get("value")).isNull();
    assertThat(text.get("text")).isEqualTo("open");
    Struct data = row(EVENT.replace("21.5", "{\"lat\":52.5,\"lon\":13.4}"));
    assertThat(data.get("value")).isNull();
    assertThat(data.get("data")).isEqualTo("{\"lat\":52.5,\"lon\":13.4}");
    assertThat(row(EVENT.replace("\"value\":21.5,", "")).get("value")).isNull();
  }

  @Test
  void aTombstoneHasNoValueAndNoSchema() {
    assertThat(converter.toConnectData("t", null)).isEqualTo(SchemaAndValue.NULL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{no",
        "[]",
        "7",
        "{}",
        "{\"id\":\"1\",\"kind\":\"x\"}",
        "{\"id\":\"1\",\"kind\":\"x\",\"time\":\"yesterday\"}",
        "{\"id\":\"1\",\"kind\":\"x\",\"time\":\"+999999999-12-31T23:59:59Z\"}",
        "{\"id\":1,\"kind\":\"x\",\"time\":\"2026-11-21T03:00:00Z\"}",
        "{\"id\":\"1\",\"alert\":\"x\",\"time\":\"2026-11-21T03:00:00Z\"}",
        "{\"id\":null,\"kind\":null,\"time\":null}"
      })
  void garbageIsRefusedWithItsTopic(String garbage) {
    assertThatThrownBy(() -> convert(garbage))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("iot.sensor.temperature");
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    assertThatThrownBy(() -> converter.toConnectData("t", new byte[] {(byte) 0xff, 0, 7}))
        .isInstanceOf(DataException.class);
  }

  @Test
  void isForValuesOfSinks() {
    converter.configure(Map.of(), false);
    assertThat(converter.config().names()).isEmpty();
    assertThatThrownBy(() -> converter.configure(Map.of(), true))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("StringConverter");
    assertThat(converter.fromConnectData("t", null, null)).isNull();
    assertThatThrownBy(() -> converter.fromConnectData("t", Schema.STRING_SCHEMA, "x"))
        .isInstanceOf(DataException.class);
  }

  @Test
  void isFoundByConnect() {
    assertThat(ServiceLoader.load(Converter.class))
        .anySatisfy(found -> assertThat(found).isInstanceOf(EventConverter.class));
  }

  private SchemaAndValue convert(String json) {
    return converter.toConnectData("iot.sensor.temperature", json.getBytes(UTF_8));
  }

  private Struct row(String json) {
    return (Struct) convert(json).value();
  }
}
