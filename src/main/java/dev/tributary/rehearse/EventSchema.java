package dev.tributary.rehearse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What an event must be: schemas/event.schema.json of a folder of routes, if it has one. */
public final class EventSchema {
  public static final String FILE = "schemas/event.schema.json";

  private final JsonSchema schema;

  private EventSchema(JsonSchema schema) {
    this.schema = schema;
  }

  public static EventSchema of(Path routes) throws IOException {
    Path file = routes.resolve(FILE);
    return new EventSchema(
        Files.exists(file)
            ? JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(Files.readString(file))
            : null);
  }

  /** A sentence for each thing that is wrong with an event as it stands in Kafka. */
  public List<String> problems(byte[] event) {
    if (schema == null) {
      return List.of();
    }
    try {
      return schema.validate(Json.read(new String(event, StandardCharsets.UTF_8))).stream()
          .map(ValidationMessage::getMessage)
          .toList();
    } catch (JsonProcessingException e) {
      return List.of("no JSON: " + e.getOriginalMessage());
    }
  }
}
