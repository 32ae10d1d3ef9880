-- Where the server was built without LZ4, transcripts lie beside their row as they are: PostgreSQL's own
-- method takes most of the time of writing a large one, and an update that leaves a transcript alone
-- finds a smaller row to write anew.
do $$
begin
  -- All readers and writers queue behind whom an ALTER waits for; a start that fails is begun again.
  perform set_config('lock_timeout', '2s', true);
  if not exists (
      select from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals)) then
    alter table calls.retell_calls
      alter column transcript set storage external,
      alter column transcript_object set storage external,
      alter column transcript_with_tool_calls set storage external;
    alter table calls.rebuilt_calls
      alter column transcript set storage external,
      alter column transcript_object set storage external,
      alter column transcript_with_tool_calls set storage external;
  end if;
end
$$;
