package dev.tributary.cli;

import dev.tributary.config.Nearest;
import dev.tributary.module.Part;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A part of a gateway on the command line. */
final class PartConverter implements ITypeConverter<Part> {
  @Override
  public Part convert(String word) {
    List<String> words = Arrays.stream(Part.values()).map(Part::word).toList();
    return Arrays.stream(Part.values())
        .filter(part -> part.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "must be %s but is \"%s\"%s"
                        .formatted(String.join(", ", words), word, Nearest.hint(word, words))));
  }
}
