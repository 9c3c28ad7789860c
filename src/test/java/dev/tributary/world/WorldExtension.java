package dev.tributary.world;

import dev.tributary.reload.PipelineFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each class its world; the store closes it behind the class. */
final class WorldExtension implements BeforeAllCallback, ParameterResolver {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(WorldExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    TributaryTest test = context.getRequiredTestClass().getAnnotation(TributaryTest.class);
    Map<String, String> settings = new LinkedHashMap<>();
    for (String setting : test.value()) {
      String[] parts = setting.split("=", 2);
      settings.put(parts[0], parts[1]);
    }
    Brokers brokers =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(Brokers.class, key -> Brokers.start(), Brokers.class);
    Path target = Path.of("target");
    PipelineFolder folder =
        test.editable() ? PipelineFolder.copy(Files.createTempDirectory(target, "routes")) : null;
    Path routes = folder == null ? Path.of(test.routes()) : folder.path();
    World world = new World(brokers, routes, folder, settings);
    context.getStore(NAMESPACE).put(World.class, world);
    world.start();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == World.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getStore(NAMESPACE).get(World.class, World.class);
  }
}
