-- The tables for Kafka Connect, the same as the recipe store-postgres creates. Create them before the first
-- start: several tasks that create them at once would fail. The lines for TimescaleDB are for before
-- there are rows.
create table if not exists event (
  id uuid not null,
  time timestamptz not null,
  received timestamptz,
  device_id text,
  key text,
  region text,
  kind text not null,
  value double precision,
  text text,
  data jsonb,
  unit text,
  attributes jsonb,
  unique (id, time));
create index if not exists event_of_device on event (device_id, kind, time desc);
create index if not exists event_of_kind on event (kind, time desc);
create table if not exists alert (
  id uuid not null,
  state text not null,
  alert text not null,
  severity text,
  device_id text,
  key text,
  region text,
  kind text,
  value double precision,
  unit text,
  since timestamptz,
  time timestamptz not null,
  reason text,
  text text,
  unique (id, state));
create index if not exists alert_of_time on alert (time desc);
create or replace view event_last as
  select distinct on (kind, device_id, key) * from event order by kind, device_id, key, time desc;
-- TimescaleDB: before there are rows.
-- select create_hypertable('event', 'time', chunk_time_interval => interval '1 day', if_not_exists => true);
-- alter table event set (timescaledb.compress, timescaledb.compress_segmentby = 'device_id, kind');
-- select add_compression_policy('event', interval '7 days', if_not_exists => true);
-- select add_retention_policy('event', interval '1 year', if_not_exists => true);
