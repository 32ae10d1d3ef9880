package io.callstream.contracts;

import java.util.UUID;

/**
 * The advisory locks (two-int form) that guard control: the gate takes them shared, who changes the
 * control takes them exclusively (MECHANISMS.md B2). They are always taken in the order of this
 * enum, keys ascending within a class (B1). Two subjects may share a key; that only makes them
 * wait.
 */
public enum Locks {
  STOP_SWITCH(0x43530001),
  CAMPAIGN(0x43530002),
  REQUEST(0x43530003),
  NUMBER(0x43530004);

  private final int classId;

  Locks(int classId) {
    this.classId = classId;
  }

  /** First int of the lock. */
  public int classId() {
    return classId;
  }

  /** Second int of the lock of a class that has only one. */
  public static int key() {
    return 0;
  }

  /** Second int of a request's or campaign's lock. */
  public static int key(UUID id) {
    return id.hashCode();
  }

  /** Second int of a number's lock; the number in E.164. */
  public static int key(String number) {
    return number.hashCode();
  }
}
