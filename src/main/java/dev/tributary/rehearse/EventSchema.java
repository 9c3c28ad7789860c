package dev.tributary.rehearse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import dev.tributary.config.OperatorFile;
import dev.tributary.project.JsonSchemas;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** What an event must be: schemas/event.schema.json of a folder of routes, if it has one. */
public final class EventSchema {
  public static final String FILE = "schemas/event.schema.json";

  private final JsonSchema schema;

  private EventSchema(JsonSchema schema) {
    this.schema = schema;
  }

  public static EventSchema of(Path routes) {
    Path file = routes.resolve(FILE);
    if (!OperatorFile.exists(file)) {
      return new EventSchema(null);
    }
    try {
      return new EventSchema(JsonSchemas.compile(OperatorFile.text(file, OperatorFile.CODE)));
    } catch (OperatorFile.Unreadable e) {
      throw new IllegalArgumentException(e.of(file.toString()), e);
    } catch (JsonSchemas.Unusable e) {
      throw new IllegalArgumentException(e.of(file.toString()), e);
    }
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
