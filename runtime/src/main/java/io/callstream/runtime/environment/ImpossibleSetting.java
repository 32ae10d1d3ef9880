package io.callstream.runtime.environment;

/**
 * A setting that is missing or cannot be. The message is the one line for stderr and names the
 * setting; it never repeats a value, which may be a secret.
 */
public final class ImpossibleSetting extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ImpossibleSetting(String name, String complaint) {
    super(name + " " + complaint);
  }
}
