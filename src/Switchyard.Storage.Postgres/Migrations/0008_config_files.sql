-- The content of the configuration files that counts as the newest: one row, so that a change of the same files on many nodes is one revision.
create table config_files (
    id integer not null primary key check (id = 1),
    hash text not null,
    revision bigint not null,
    node text not null,
    changed_at bigint not null
);
