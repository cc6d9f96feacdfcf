-- Configurations of modules that operators gave by the API. A row holds for a module of its name and type, wherever else that module comes from.

create table modules (
    name text collate "C" not null primary key,
    type text collate "C" not null,
    config_json text not null,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null
);

-- Whether a module answered from its cache: nothing was asked of the provider, and nothing was spent.
alter table interceptions add column cached boolean not null default false;
