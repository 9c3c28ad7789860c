package dev.tributary.engine;

import dev.tributary.module.Module;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.spi.ComponentCustomizer;

/**
 * Where {@code kamelet:} looks: the jars, then the folder of routes and its folder {@code
 * kamelets}.
 */
public final class Kamelets implements Module {
  private static final String SETTING = "camel.component.kamelet.location";

  private final String location;

  /**
   * @param settings those that go to Camel
   */
  public Kamelets(Path routes, Map<String, String> settings) {
    Path folder = routes.toAbsolutePath().normalize();
    this.location =
        settings.getOrDefault(
            SETTING,
            "classpath:kamelets,file:%s,file:%s".formatted(folder, folder.resolve("kamelets")));
  }

  @Override
  public void bind(CamelContext camel) {
    camel
        .getRegistry()
        .bind(
            "tributary-kamelets",
            ComponentCustomizer.class,
            ComponentCustomizer.builder(KameletComponent.class)
                .build(component -> component.setLocation(location)));
  }
}
