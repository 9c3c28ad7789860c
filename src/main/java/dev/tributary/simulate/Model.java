package dev.tributary.simulate;

import static dev.tributary.simulate.Signal.BATTERY;
import static dev.tributary.simulate.Signal.CO2;
import static dev.tributary.simulate.Signal.ENERGY;
import static dev.tributary.simulate.Signal.HUMIDITY;
import static dev.tributary.simulate.Signal.LATITUDE;
import static dev.tributary.simulate.Signal.LONGITUDE;
import static dev.tributary.simulate.Signal.POWER;
import static dev.tributary.simulate.Signal.PRESSURE;
import static dev.tributary.simulate.Signal.TEMPERATURE;
import static dev.tributary.simulate.Signal.VIBRATION;

import java.util.List;

/** A make of device. */
record Model(String prefix, Format format, List<Signal.Nature> natures) {
  /** What a site has. */
  private static final List<Model> MAKES =
      List.of(
          new Model("room", Format.FLAT_JSON, List.of(TEMPERATURE, HUMIDITY, CO2)),
          new Model("weather", Format.SENML_JSON, List.of(TEMPERATURE, HUMIDITY, PRESSURE)),
          new Model("thermometer", Format.TEXT, List.of(TEMPERATURE)),
          new Model("meter", Format.FLAT_JSON, List.of(POWER, ENERGY)),
          new Model("tracker", Format.FLAT_JSON, List.of(LATITUDE, LONGITUDE, BATTERY)),
          new Model("pump", Format.FLAT_JSON, List.of(VIBRATION)));

  static Model of(int index) {
    return MAKES.get(index % MAKES.size());
  }
}
