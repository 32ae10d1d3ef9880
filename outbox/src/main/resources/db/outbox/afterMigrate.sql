select outbox.maintain();
