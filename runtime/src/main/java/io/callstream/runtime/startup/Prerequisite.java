package io.callstream.runtime.startup;

/**
 * Something a service needs before it works: a migration, its topics, a first answer.
 *
 * @param name as logs and health show it
 */
public record Prerequisite(String name, Step step) {

  /** May run many times; ends when the prerequisite is met. */
  @FunctionalInterface
  public interface Step {

    /**
     * Tries once.
     *
     * @throws RefusedStart when it can never be met
     * @throws Exception when it is not met yet and is to be tried again
     */
    void meet() throws Exception;
  }
}
