-- A life of an edge does not renew a lease while the edge is without contact, and records all the same. Only the edge itself ends it, or a week of silence.
alter table recording_lives add column remote boolean not null default false;
