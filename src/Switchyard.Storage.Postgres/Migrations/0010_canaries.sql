-- Canaries: texts of documents that some nodes try before all get them. At most one is on trial; the others are history.
create table config_canaries (
    id text collate "C" not null primary key,
    revision bigint not null,
    state text collate "C" not null check (state in ('running', 'promoted', 'reverted')),
    plan_json text not null,
    nodes_json text not null,
    author_id text collate "C" not null,
    author_name text not null,
    comment text not null,
    started_at bigint not null,
    ended_at bigint,
    ended_revision bigint,
    ended_by text,
    reason text
);
create unique index config_canaries_running on config_canaries (state) where state = 'running';
create unique index config_canaries_revision on config_canaries (revision);

-- What a running canary makes of documents; one without content takes the document away. Contents are sealed: they may hold secrets. They go when the canary has ended.
create table config_canary_documents (
    id text collate "C" not null primary key,
    canary_id text collate "C" not null references config_canaries (id),
    name text collate "C" not null,
    format text collate "C" not null check (format in ('yaml', 'json')),
    sealed bytea,
    hash text collate "C" not null
);
create unique index config_canary_documents_name on config_canary_documents (canary_id, name);
