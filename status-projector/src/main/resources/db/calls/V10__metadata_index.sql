-- What people find their calls again by: list-calls filters on the caller's own metadata.
create index retell_calls_metadata on calls.retell_calls using gin (metadata jsonb_path_ops);
