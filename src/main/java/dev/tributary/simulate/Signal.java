package dev.tributary.simulate;

import java.util.SplittableRandom;

/**
 * One measured quantity of one device: a random walk around a daily curve, held in bounds. Some
 * have episodes, as when somebody showers, so that rules have something to find.
 */
final class Signal {
  private static final double NANOS_PER_DAY = 86_400e9;

  /**
   * What a quantity does.
   *
   * @param swing how far the daily curve goes up and down from {@code middle}
   * @param step the usual change from one message to the next; of a counter, the greatest
   * @param pull how strongly it comes back to the curve, 0 to 1
   * @param episode how far it rises now and then; 0 for never
   * @param counter whether it only rises
   */
  record Nature(
      String name,
      String unit,
      double middle,
      double swing,
      double step,
      double pull,
      double min,
      double max,
      int digits,
      double episode,
      boolean counter) {

    Nature(
        String name,
        String unit,
        double middle,
        double swing,
        double step,
        double pull,
        double min,
        double max,
        int digits) {
      this(name, unit, middle, swing, step, pull, min, max, digits, 0, false);
    }

    private Nature withEpisodes(double rise) {
      return new Nature(name, unit, middle, swing, step, pull, min, max, digits, rise, counter);
    }

    private static Nature counter(String name, String unit, double from, double step, int digits) {
      return new Nature(name, unit, from, 0, step, 0, 0, Double.MAX_VALUE, digits, 0, true);
    }
  }

  static final Nature TEMPERATURE = new Nature("temperature", "Cel", 19, 4, 0.15, 0.02, -20, 45, 1);
  static final Nature HUMIDITY =
      new Nature("humidity", "%RH", 50, -8, 0.4, 0.02, 5, 98, 1).withEpisodes(50);
  static final Nature PRESSURE =
      new Nature("pressure", "Pa", 101_325, 80, 12, 0.01, 95e3, 105e3, 0);
  static final Nature CO2 = new Nature("co2", "ppm", 620, 180, 9, 0.05, 400, 2_400, 0);
  static final Nature POWER = new Nature("power", "W", 340, 210, 22, 0.1, 0, 3_600, 0);
  static final Nature ENERGY = Nature.counter("energy", "kWh", 1_200, 0.01, 3);
  static final Nature BATTERY = new Nature("battery", "%", 78, 0, 0.02, 0.001, 1, 100, 0);

  /** A trip of some two kilometres now and then. */
  static final Nature LATITUDE =
      new Nature("lat", "lat", 48.1, 0, 0.0004, 0.02, 47.5, 48.7, 6).withEpisodes(0.02);

  static final Nature LONGITUDE = new Nature("lon", "lon", 11.6, 0, 0.0004, 0.02, 10.9, 12.3, 6);

  /** Of a bearing, which wears now and then. */
  static final Nature VIBRATION =
      new Nature("vibration_velocity", "m/s", 0.0028, 0, 0.0002, 0.1, 0, 0.05, 5)
          .withEpisodes(0.008);

  /** In messages. */
  private static final int EPISODE = 90;

  private static final int FIRST_EPISODE_WITHIN = 60;
  private static final int BETWEEN_EPISODES = 240;

  /** The share of its height that an episode gains or loses with each message. */
  private static final double RAMP = 0.3;

  private final Nature nature;
  private final SplittableRandom random;
  private double offset;
  private double risen;

  /** Messages until an episode begins; below 0 while one lasts. */
  private int untilEpisode;

  Signal(Nature nature, SplittableRandom random) {
    this.nature = nature;
    this.random = random;
    this.offset = nature.step() * 20 * (random.nextDouble() - 0.5);
    this.untilEpisode = nature.episode() == 0 ? 0 : random.nextInt(FIRST_EPISODE_WITHIN);
  }

  Nature nature() {
    return nature;
  }

  /** The next value, as it would be printed. */
  String next(long nanosOfDay) {
    if (nature.counter()) {
      offset += nature.step() * random.nextDouble();
    } else {
      offset += nature.step() * (2 * random.nextDouble() - 1);
      offset -= offset * nature.pull();
    }
    double curve = -Math.cos(2 * Math.PI * nanosOfDay / NANOS_PER_DAY) * nature.swing();
    double value = nature.middle() + curve + offset + episode();
    double held = Math.max(nature.min(), Math.min(nature.max(), value));
    return Decimals.print(held, nature.digits());
  }

  private double episode() {
    if (nature.episode() == 0) {
      return 0;
    }
    untilEpisode--;
    if (untilEpisode <= -EPISODE) {
      untilEpisode = BETWEEN_EPISODES + random.nextInt(BETWEEN_EPISODES);
    }
    risen += RAMP * ((untilEpisode < 0 ? nature.episode() : 0) - risen);
    return risen;
  }
}
