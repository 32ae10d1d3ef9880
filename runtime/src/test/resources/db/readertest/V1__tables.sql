create table offsets (
  topic text not null,
  partition int not null,
  topic_id uuid not null,
  next_offset bigint not null,
  primary key (topic, partition)
);

-- No key: a record whose effect came twice stands here twice.
create table effects (topic text not null, partition int not null, record_offset bigint not null, value text not null);

grant usage on schema readertest to callstream_projector;
grant select, insert, update on offsets to callstream_projector;
grant select, insert on effects to callstream_projector;
