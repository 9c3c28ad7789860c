package dev.tributary.connect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;

/**
 * Gives the JSON of events, measures and alerts its schema, for sinks of Kafka Connect that need
 * one and have no registry. Runs in Connect, with nothing but Connect's own libraries.
 */
public final class EventConverter implements Converter {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public void configure(Map<String, ?> settings, boolean isKey) {
    if (isKey) {
      throw new ConfigException(
          "EventConverter is for values; key.converter must be"
              + " org.apache.kafka.connect.storage.StringConverter");
    }
  }

  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }

  @Override
  public SchemaAndValue toConnectData(String topic, byte[] value) {
    if (value == null) {
      return SchemaAndValue.NULL;
    }
    JsonNode record = read(topic, value);
    Schema schema = record.path("alert").isTextual() ? EventSchemas.ALERT : EventSchemas.EVENT;
    Struct row = new Struct(schema);
    for (Field field : schema.fields()) {
      row.put(field, column(topic, record, field));
    }
    return new SchemaAndValue(schema, row);
  }

  private static JsonNode read(String topic, byte[] value) {
    JsonNode record;
    try {
      record = JSON.readTree(value);
    } catch (IOException e) {
      throw new DataException("a record of %s is no JSON".formatted(topic), e);
    }
    if (!record.isObject()) {
      throw new DataException(
          "a record of %s must be the JSON object of an event, a measure or an alert"
              .formatted(topic));
    }
    return record;
  }

  private static Object column(String topic, JsonNode record, Field field) {
    JsonNode value = record.path(field.name());
    Object column =
        switch (field.name()) {
          case "value" -> number(value);
          case "text" -> value.isMissingNode() ? text(record.path("value")) : text(value);
          case "data" ->
              record.path("value").isContainerNode() ? record.path("value").toString() : null;
          case "attributes" -> value.isObject() ? value.toString() : null;
          default ->
              Timestamp.LOGICAL_NAME.equals(field.schema().name()) ? time(value) : text(value);
        };
    if (column == null && !field.schema().isOptional()) {
      throw new DataException(
          "a record of %s must have a %s to be an event, a measure or an alert but has %s"
              .formatted(topic, field.name(), value.isMissingNode() ? "none" : value.toString()));
    }
    return column;
  }

  private static Double number(JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue() ? 1.0 : 0.0;
    }
    return value.isNumber() ? value.doubleValue() : null;
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : null;
  }

  private static Date time(JsonNode value) {
    try {
      return value.isTextual()
          ? Date.from(OffsetDateTime.parse(value.textValue()).toInstant())
          : null;
    } catch (DateTimeException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Sinks only read. */
  @Override
  public byte[] fromConnectData(String topic, Schema schema, Object value) {
    if (value == null) {
      return null;
    }
    throw new DataException(
        "EventConverter reads events for sinks; what writes to %s needs another converter"
            .formatted(topic));
  }
}
