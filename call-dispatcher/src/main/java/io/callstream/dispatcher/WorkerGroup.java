package io.callstream.dispatcher;

import io.callstream.runtime.startup.Worker;
import java.util.List;

/** Workers that start and stop as one; they stop side by side, so that the slowest alone counts. */
final class WorkerGroup implements Worker {

  private final List<Worker> workers;
  private volatile boolean running;

  WorkerGroup(List<Worker> workers) {
    this.workers = List.copyOf(workers);
  }

  @Override
  public void start() {
    running = true;
    workers.forEach(Worker::start);
  }

  @Override
  public void stop() {
    var stops = workers.stream().map(worker -> Thread.ofVirtual().start(worker::stop)).toList();
    try {
      for (var stop : stops) {
        stop.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
