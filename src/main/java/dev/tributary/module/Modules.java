package dev.tributary.module;

import dev.tributary.config.Settings;
import java.util.List;

/** Makes the modules whose steps and files an operator can name, for a check: none ever starts. */
@FunctionalInterface
public interface Modules {
  List<Module> of(Settings settings);
}
