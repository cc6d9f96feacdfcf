-- The order in which ended interceptions become final, for whoever follows them. A position is the number of the transaction that ended (or corrected) the row, so everything below the
-- oldest open transaction is there for good. A trigger gives it, so that nodes of the version before give it too. Rows that were there have position 0 and are read first, in the order of their ids.
-- A database that was copied to another server begins with low transaction numbers; "lift" is added to them, so that positions only grow.

create table if not exists usage_tail (
    id integer not null primary key check (id = 1),
    lift bigint not null
);
insert into usage_tail (id, lift) values (1, 0) on conflict (id) do nothing;

alter table interceptions add column if not exists tail_position bigint not null default 0;

create or replace function interceptions_tail_position() returns trigger language plpgsql as $$
begin
    new.tail_position := pg_current_xact_id()::text::bigint + (select lift from usage_tail);
    return new;
end
$$;
drop trigger if exists interceptions_tail_position on interceptions;
create trigger interceptions_tail_position before insert or update on interceptions
    for each row when (new.status <> 'running') execute function interceptions_tail_position();

-- then: the index is made in a transaction of its own, in which everybody may still read the table. Writers wait; what they have to write is in their journals.

create index if not exists interceptions_tail on interceptions (tail_position, id) where status <> 'running';
