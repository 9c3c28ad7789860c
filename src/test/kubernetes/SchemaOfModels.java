import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.gson.annotations.SerializedName;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The classes that Kubernetes generates from its OpenAPI document, as one strict JSON Schema. */
final class SchemaOfModels {
  private static final String PACKAGE = "io.kubernetes.client.openapi.models.";
  private final Map<String, Object> definitions = new TreeMap<>();

  public static void main(String[] kinds) throws ReflectiveOperationException, java.io.IOException {
    SchemaOfModels schema = new SchemaOfModels();
    for (String kind : kinds) {
      schema.of(Class.forName(PACKAGE + kind));
    }
    new ObjectMapper()
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(System.out, Map.of("definitions", schema.definitions));
  }

  private Map<String, Object> of(Type type) throws ReflectiveOperationException {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == List.class || generic.getRawType() == Set.class
          ? Map.of("type", "array", "items", of(arguments[0]))
          : Map.of("type", "object", "additionalProperties", of(arguments[1]));
    }
    Class<?> java = (Class<?>) type;
    return switch (java.getSimpleName()) {
      case "String", "OffsetDateTime", "byte[]" -> Map.of("type", "string");
      case "Integer", "Long" -> Map.of("type", "integer");
      case "Double" -> Map.of("type", "number");
      case "Boolean" -> Map.of("type", "boolean");
      case "Quantity" -> Map.of("type", List.of("string", "number"));
      case "IntOrString" -> Map.of("type", List.of("string", "integer"));
      case "Object" -> Map.of();
      default -> reference(java);
    };
  }

  private Map<String, Object> reference(Class<?> model) throws ReflectiveOperationException {
    String name = model.getSimpleName();
    if (!definitions.containsKey(name)) {
      Map<String, Object> properties = new TreeMap<>();
      Map<String, Object> definition = new TreeMap<>();
      definitions.put(name, definition);
      for (Field field : model.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          String property = field.getAnnotation(SerializedName.class).value();
          properties.put(property, of(field.getGenericType()));
        }
      }
      definition.put("type", "object");
      definition.put("additionalProperties", false);
      definition.put("properties", properties);
      definition.put("required", model.getField("openapiRequiredFields").get(null));
    }
    return Map.of("$ref", "#/definitions/" + name);
  }
}
