-- The order in which ended interceptions become final, for whoever follows them. There is one writer at a time, so a counter does. A trigger gives the position.
-- Rows that were there have position 0 and are read first, in the order of their ids.

create table usage_tail (
    id integer not null primary key check (id = 1),
    last bigint not null
);
insert into usage_tail (id, last) values (1, 0);

alter table interceptions add column tail_position bigint not null default 0;

create trigger interceptions_tail_inserted after insert on interceptions when new.status <> 'running'
begin
    update usage_tail set last = last + 1;
    update interceptions set tail_position = (select last from usage_tail) where id = new.id;
end;

create trigger interceptions_tail_updated after update on interceptions when new.status <> 'running' and new.tail_position = old.tail_position
begin
    update usage_tail set last = last + 1;
    update interceptions set tail_position = (select last from usage_tail) where id = new.id;
end;

create index interceptions_tail on interceptions (tail_position, id) where status <> 'running';
