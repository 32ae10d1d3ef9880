-- Dead letters are forgotten 30 days after somebody decided about them.

create index dead_letters_decided on gateway.dead_letters (decided_at) where decided_at is not null;

grant delete on gateway.dead_letters to callstream_gateway;
