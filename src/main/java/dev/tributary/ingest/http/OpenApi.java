package dev.tributary.ingest.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.contract.Reason;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The description of what is served, made from what is served. Camel's own knows the paths, but not
 * how a message is answered, reason by reason.
 */
final class OpenApi {
  static final String PATH = "/openapi.json";

  private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");
  private static final String PROBLEM = "#/components/schemas/Problem";
  private static final String RESULTS = "#/components/schemas/BatchResults";

  private final boolean authenticates;

  OpenApi(boolean authenticates) {
    this.authenticates = authenticates;
  }

  Buffer document(List<ServedPath> served) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("openapi", "3.0.3");
    root.putObject("info").put("title", "Tributary HTTP ingest").put("version", "1");
    ObjectNode paths = root.putObject("paths");
    for (ServedPath path : served) {
      ObjectNode item = paths.withObjectProperty(path.text());
      for (String method : path.methods()) {
        operation(item.putObject(method.toLowerCase(Locale.ROOT)), path);
      }
    }
    ObjectNode components = root.putObject("components");
    schemas(components.putObject("schemas"));
    return Buffer.buffer(root.toString());
  }

  private void operation(ObjectNode operation, ServedPath path) {
    Matcher variables = VARIABLE.matcher(path.text());
    while (variables.find()) {
      ObjectNode parameter = operation.withArrayProperty("parameters").addObject();
      parameter.put("name", variables.group(1)).put("in", "path").put("required", true);
      parameter.putObject("schema").put("type", "string");
    }
    header(operation, "Idempotency-Key", "The sender's own id of this message.");
    header(operation, "traceparent", "W3C trace context.");
    ObjectNode body = operation.putObject("requestBody").put("required", true);
    ObjectNode content = body.putObject("content");
    for (String type : contentTypes(path)) {
      content.putObject(type);
    }
    responses(operation.putObject("responses"), path.isBatch());
  }

  private static List<String> contentTypes(ServedPath path) {
    if (path.isBatch()) {
      return BatchFormat.TYPES.stream()
          .filter(type -> ServedPath.takes(path.consumes(), type))
          .toList();
    }
    return path.consumes() == null ? List.of("*/*") : List.of(path.consumes().split("\\s*,\\s*"));
  }

  private static void header(ObjectNode operation, String name, String description) {
    ObjectNode parameter = operation.withArrayProperty("parameters").addObject();
    parameter.put("name", name).put("in", "header").put("description", description);
    parameter.putObject("schema").put("type", "string");
  }

  private void responses(ObjectNode responses, boolean batch) {
    if (batch) {
      ObjectNode ok = responses.putObject("200").put("description", "A result for each item.");
      schema(ok, "application/json", RESULTS);
    } else {
      responses.putObject("204").put("description", "Stored in Kafka.");
    }
    Map<Integer, String> refusals = new TreeMap<>();
    for (Reason reason : Reason.values()) {
      if (authenticates || reason != Reason.UNAUTHENTICATED) {
        refusals.merge(reason.httpStatus(), reason.word(), (a, b) -> a + ", " + b);
      }
    }
    refusals.forEach(
        (status, words) ->
            schema(
                responses.putObject(status.toString()).put("description", words),
                ProblemDetails.MEDIA_TYPE,
                PROBLEM));
  }

  private static void schema(ObjectNode response, String type, String reference) {
    response.putObject("content").putObject(type).putObject("schema").put("$ref", reference);
  }

  private static void schemas(ObjectNode schemas) {
    ObjectNode problem = object(schemas, "Problem");
    for (String name : List.of("type", "title", "reason", "detail")) {
      problem.putObject(name).put("type", "string");
    }
    problem.putObject("status").put("type", "integer");
    ObjectNode results = object(schemas, "BatchResults");
    results.putObject("stored").put("type", "integer");
    results.putObject("refused").put("type", "integer");
    results.putObject("shortened").put("type", "boolean");
    ObjectNode list = results.putObject("results").put("type", "array");
    list.putObject("items").put("$ref", "#/components/schemas/ItemResult");
    ObjectNode item = object(schemas, "ItemResult");
    for (String name : List.of("index", "status", "retry_after")) {
      item.putObject(name).put("type", "integer");
    }
    for (String name : List.of("reason", "detail", "dropped")) {
      item.putObject(name).put("type", "string");
    }
    ObjectNode ids = item.putObject("ids").put("type", "array");
    ids.putObject("items").put("type", "string");
  }

  private static ObjectNode object(ObjectNode schemas, String name) {
    return schemas.putObject(name).put("type", "object").putObject("properties");
  }
}
