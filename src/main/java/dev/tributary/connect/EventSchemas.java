package dev.tributary.connect;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Timestamp;

/**
 * The columns of events and of alerts, those that the recipe store-postgres has too. Names of
 * Debezium's tell its sink which type a column has; for others these fields are texts.
 */
final class EventSchemas {
  private static final String UUID = "io.debezium.data.Uuid";
  private static final String JSON = "io.debezium.data.Json";

  /** Events and measures; a measure that is not of a device has a key instead. */
  static final Schema EVENT =
      SchemaBuilder.struct()
          .name("dev.tributary.Event")
          .version(1)
          .field("id", named(UUID).build())
          .field("time", Timestamp.SCHEMA)
          .field("received", time())
          .field("device_id", Schema.OPTIONAL_STRING_SCHEMA)
          .field("key", Schema.OPTIONAL_STRING_SCHEMA)
          .field("region", Schema.OPTIONAL_STRING_SCHEMA)
          .field("kind", Schema.STRING_SCHEMA)
          .field("value", Schema.OPTIONAL_FLOAT64_SCHEMA)
          .field("text", Schema.OPTIONAL_STRING_SCHEMA)
          .field("data", json())
          .field("unit", Schema.OPTIONAL_STRING_SCHEMA)
          .field("attributes", json())
          .build();

  static final Schema ALERT =
      SchemaBuilder.struct()
          .name("dev.tributary.Alert")
          .version(1)
          .field("id", named(UUID).build())
          .field("state", Schema.STRING_SCHEMA)
          .field("alert", Schema.STRING_SCHEMA)
          .field("severity", Schema.OPTIONAL_STRING_SCHEMA)
          .field("device_id", Schema.OPTIONAL_STRING_SCHEMA)
          .field("key", Schema.OPTIONAL_STRING_SCHEMA)
          .field("region", Schema.OPTIONAL_STRING_SCHEMA)
          .field("kind", Schema.OPTIONAL_STRING_SCHEMA)
          .field("value", Schema.OPTIONAL_FLOAT64_SCHEMA)
          .field("unit", Schema.OPTIONAL_STRING_SCHEMA)
          .field("since", time())
          .field("time", Timestamp.SCHEMA)
          .field("reason", Schema.OPTIONAL_STRING_SCHEMA)
          .field("text", Schema.OPTIONAL_STRING_SCHEMA)
          .build();

  private EventSchemas() {}

  private static Schema time() {
    return Timestamp.builder().optional().build();
  }

  private static Schema json() {
    return named(JSON).optional().build();
  }

  private static SchemaBuilder named(String name) {
    return SchemaBuilder.string().name(name).version(1);
  }
}
