package dev.tributary.project;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.ClasspathSchemaLoader;
import com.networknt.schema.resource.InputStreamSource;
import com.networknt.schema.resource.SchemaLoader;
import dev.tributary.config.FailureSentence;
import java.util.List;

/**
 * JSON Schemas that an operator wrote. Nothing is fetched from a network or a disk, references
 * cannot go on without end, and no pattern takes for ever.
 */
public final class JsonSchemas {
  private static final int DEPTH = 100;
  private static final String BUILT_IN = "classpath:";

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonSchemas() {}

  /** Why a text is no schema that can be used. */
  public static final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;
    private final int line;

    private Unusable(String why, int line, Throwable cause) {
      super(why, cause);
      this.line = line;
    }

    /** 0 where the whole file is meant. */
    public int line() {
      return line;
    }

    /** The whole sentence: {@code schemas/acme.schema.json:3: this is no JSON}. */
    public String of(String name) {
      return (line == 0 ? name : name + ":" + line) + ": " + getMessage();
    }
  }

  /** The schema that this text is. */
  public static JsonSchema compile(String text) throws Unusable {
    JsonNode root = json(text);
    try {
      boolean bounded = SchemaReferences.areBounded(root);
      JsonSchema schema =
          factory()
              .getSchema(
                  root,
                  SchemaValidatorsConfig.builder()
                      .regularExpressionFactory(BoundedPattern::new)
                      // One that refers to itself would be compiled again for each path that a
                      // message takes through it, and all of them stay in memory.
                      .preloadJsonSchema(bounded)
                      .cacheRefs(bounded)
                      .build());
      if (bounded) {
        schema.initializeValidators();
      }
      return schema;
    } catch (RuntimeException | StackOverflowError e) {
      throw new Unusable("this is no JSON Schema: " + FailureSentence.of(e), 0, e);
    }
  }

  /** What breaks the rules of JSON Schema 2020-12. */
  public static List<String> problems(String text) throws Unusable {
    JsonNode root = json(text);
    return Rules.SCHEMA.validate(root).stream().map(ValidationMessage::getMessage).toList();
  }

  private static JsonNode json(String text) throws Unusable {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
      throw new Unusable(
          "this is no JSON: " + FailureSentence.oneLine(e.getOriginalMessage()), line, e);
    }
  }

  private static final class Rules {
    static final JsonSchema SCHEMA = factory().getSchema(SchemaLocation.of(SchemaId.V202012));
  }

  private static JsonSchemaFactory factory() {
    return JsonSchemaFactory.getInstance(
        VersionFlag.V202012, factory -> factory.schemaLoaders(all -> all.add(builtIn())));
  }

  /** Before the loaders of the library, which would ask the network. */
  private static SchemaLoader builtIn() {
    ClasspathSchemaLoader classpath = new ClasspathSchemaLoader();
    return iri -> {
      InputStreamSource found =
          iri.toString().startsWith(BUILT_IN) ? classpath.getSchema(iri) : null;
      if (found == null) {
        throw new IllegalArgumentException(
            "nothing is fetched, so that \"%s\" cannot be referred to".formatted(iri));
      }
      return found;
    };
  }
}
