package dev.tributary.world;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Starts the world for a test class: a real Kafka and a real MQTT broker (shared by all classes of
 * the run) and a gateway of its own on free ports, under a topic prefix of its own. A {@link World}
 * parameter gets it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WorldExtension.class)
public @interface TributaryTest {
  /** Settings on top of those of the world, {@code key=value}. */
  String[] value() default {};

  /** The folder of routes. */
  String routes() default "routes";

  /** Whether it is a copy of the shipped routes, which the test may edit: {@link World#folder}. */
  boolean editable() default false;
}
