package dev.tributary.engine;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.BeanIntrospection;
import org.apache.camel.spi.RestConfiguration;
import org.apache.camel.support.PluginHelper;

/**
 * The settings of the REST DSL before any file changes them. Camel changes the one object that a
 * context has for them, so that what a file no longer sets would stay.
 */
final class RestSettings {
  private final RestConfiguration before;

  private RestSettings(RestConfiguration before) {
    this.before = before;
  }

  static RestSettings of(CamelContext camel) {
    return new RestSettings(copy(camel, camel.getRestConfiguration()));
  }

  void restore(CamelContext camel) {
    camel.setRestConfiguration(copy(camel, before));
  }

  private static RestConfiguration copy(CamelContext camel, RestConfiguration from) {
    BeanIntrospection beans = PluginHelper.getBeanIntrospection(camel);
    Map<String, Object> values = new HashMap<>();
    beans.getProperties(from, values, null, false);
    RestConfiguration copy = new RestConfiguration();
    try {
      for (Map.Entry<String, Object> value : values.entrySet()) {
        beans.setProperty(camel, copy, value.getKey(), value.getValue());
      }
    } catch (Exception e) {
      throw new IllegalStateException("the settings of the REST DSL cannot be copied", e);
    }
    return copy;
  }
}
