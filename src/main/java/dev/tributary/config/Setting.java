package dev.tributary.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One definition of one setting, on the record component that holds it. The key is the component's
 * name in kebab-case behind its section; parsing, {@code --help}, docs/configuration.md and the
 * comments in application.properties all come from here.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** One sentence for the operator. */
  String value();

  /** The default as it would be written in the file; empty means unset. */
  String def() default "";

  /** The default in {@code dev}, where it differs. */
  String dev() default "";

  /** The key behind its section, where it is not the component's name. */
  String key() default "";

  /** The smallest value that makes sense, in the setting's own notation; empty means none. */
  String min() default "";

  /** The largest value that makes sense, in the same way. */
  String max() default "";

  /** The closed list of values, if there is one. */
  String[] oneOf() default {};

  /** A number of bytes, written as {@code 64 KiB}. */
  boolean bytes() default false;

  /** Printed as {@code [hidden]}. */
  boolean secret() default false;

  /**
   * Of an address: the settings in which user name and password belong. What stands in front of an
   * {@code @} in the address itself is removed, with a warning.
   */
  String credentials() default "";

  /**
   * Keys of before, with their prefix, which still count: each is a warning that names this one.
   */
  String[] formerly() default {};

  /** {@code run} does not start without it; written empty, it switches its listener off. */
  boolean required() default false;
}
