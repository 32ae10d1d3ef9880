package io.callstream.chaos.proof;

import io.callstream.chaos.check.Claim;
import io.callstream.chaos.cluster.Cluster;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** Something that is done to a system at work, and what must be so after it. */
interface Proof {

  /** What is proved, in a word. */
  String name();

  /**
   * Does it and returns when all has come to rest.
   *
   * @param log told what happens
   * @return what was found
   * @throws IOException when something was waited for in vain
   */
  List<Claim> run(Cluster cluster, Work work, Consumer<String> log) throws IOException;
}
