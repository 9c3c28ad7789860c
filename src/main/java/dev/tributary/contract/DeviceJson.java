package dev.tributary.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.json.JsonReadFeature;

/**
 * JSON as devices write it. All code that looks into a payload reads it by this, so that none takes
 * for broken what another understands.
 */
public final class DeviceJson {
  private DeviceJson() {}

  public static JsonFactoryBuilder factory() {
    // Field names come from devices: interning them would fill the JVM's table, and in a table that
    // all parsers share one sender's colliding names would make a name of all others unreadable.
    return new JsonFactoryBuilder()
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS)
        .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
        .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS);
  }
}
