alter table gateway.call_changes add column data_storage_setting text;
comment on column gateway.call_changes.data_storage_setting is 'In place of the call''s, as Retell took it; null when it was not changed.';
