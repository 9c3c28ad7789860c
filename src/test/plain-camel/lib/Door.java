package dev.example;

/** Opens at the so-manieth knock. */
public final class Door {
  private int opensAt;
  private int knocks;

  public void setOpensAt(int opensAt) {
    this.opensAt = opensAt;
  }

  public synchronized String knock() {
    knocks++;
    if (knocks < opensAt) {
      throw new IllegalStateException("nobody opens");
    }
    return "opened at knock " + knocks;
  }
}
