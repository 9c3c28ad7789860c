package dev.tributary.contract;

import org.apache.camel.Exchange;

/**
 * Follows messages from step to step, in the thread that takes the step. Nothing is called, and
 * nothing costs, while nobody listens.
 */
public interface StepListener {
  /**
   * A step of a route.
   *
   * @param route the id of the route
   * @param id the step's own
   * @param label as Camel names it, {@code to[direct:normalize]}
   * @param level how deep it stands in its route, from 1
   * @param location file and line, or null
   */
  record Step(String route, String id, String label, int level, String location) {}

  void before(Step step, Exchange exchange);

  /** The step is done, or has failed: then the exchange holds the exception. */
  void after(Step step, Exchange exchange);
}
