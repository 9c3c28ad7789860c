package dev.tributary.engine;

import dev.tributary.module.Module;
import dev.tributary.project.Project;
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

  private final String given;
  private String location = "classpath:kamelets";

  /**
   * @param settings those that go to Camel
   */
  public Kamelets(Map<String, String> settings) {
    given = settings.get(SETTING);
  }

  /** The folder stays where it is; what lies in it is read when a route asks for it. */
  @Override
  public Runnable read(Project project) {
    Path folder = project.folder().toAbsolutePath().normalize();
    location =
        given != null
            ? given
            : "classpath:kamelets,file:%s,file:%s".formatted(folder, folder.resolve("kamelets"));
    return () -> {};
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
