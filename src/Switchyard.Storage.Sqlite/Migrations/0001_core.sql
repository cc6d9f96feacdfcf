-- The core of the schema. Ids are UUIDs as text, times are milliseconds since 1970 UTC.

create table epoch (
    id integer not null primary key check (id = 1),
    value text not null,
    began_at bigint not null
);

create table streams (
    name text not null primary key,
    version bigint not null
);

create table events (
    stream text not null,
    version bigint not null,
    id text not null,
    type text not null check (length(trim(type)) > 0),
    action text not null check (length(trim(action)) > 0),
    entity_id text not null check (length(trim(entity_id)) > 0),
    data text not null,
    originated_at bigint not null,
    primary key (stream, version)
);
create unique index events_id on events (stream, id);

create table providers (
    id text not null primary key,
    name text not null,
    type text not null,
    display_name text not null,
    base_url text not null,
    enabled boolean not null,
    allow_byok boolean not null,
    settings_json text not null,
    settings_sealed blob,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint,
    check (deleted_at is null or settings_sealed is null)
);
create unique index providers_name on providers (name) where deleted_at is null;

create table provider_keys (
    id text not null primary key,
    provider_id text not null references providers (id),
    label text not null,
    position integer not null,
    enabled boolean not null,
    masked text not null,
    sealed blob not null,
    version bigint not null,
    created_at bigint not null,
    reset_at bigint
);
create unique index provider_keys_position on provider_keys (provider_id, position);

create table cuts (
    kind text not null check (kind in ('provider', 'provider_key')),
    id text not null,
    revision bigint not null,
    created_at bigint not null,
    primary key (kind, id)
);

create table users (
    id text not null primary key,
    name text not null,
    email text,
    role text not null,
    enabled boolean not null,
    providers_json text,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint
);
create unique index users_name on users (name) where deleted_at is null;

create table access_keys (
    id text not null primary key,
    user_id text not null references users (id),
    name text not null,
    hash blob not null,
    masked text not null,
    enabled boolean not null,
    expires_at bigint,
    workspace text,
    tools_json text,
    providers_json text,
    version bigint not null,
    created_at bigint not null,
    revoked_at bigint
);
create unique index access_keys_hash on access_keys (hash);
create index access_keys_user on access_keys (user_id);

create table operators (
    id text not null primary key,
    name text not null,
    role text not null check (role in ('viewer', 'operator', 'admin')),
    hash blob not null,
    masked text not null,
    enabled boolean not null,
    created_at bigint not null
);
create unique index operators_name on operators (name);
create unique index operators_hash on operators (hash);

create table nodes (
    id text not null primary key,
    name text not null,
    started_at bigint not null,
    seen_at bigint not null,
    revision bigint not null,
    epoch text not null,
    hash text not null,
    state text not null,
    rejected_revision bigint,
    reason text,
    version text not null,
    report_json text not null
);

create table audit_entries (
    version bigint not null primary key,
    at bigint not null,
    action text not null,
    actor_kind text not null,
    actor_id text not null,
    actor_name text not null,
    entity_type text not null,
    entity_id text not null,
    entity_name text not null,
    before_hash text,
    after_hash text,
    detail_json text not null,
    previous_hash blob not null,
    hash blob not null
);
create index audit_entries_entity on audit_entries (entity_id, version);

create table idempotency_keys (
    id text not null primary key,
    actor text not null,
    idempotency_key text not null,
    route text not null,
    body_hash blob not null,
    status integer not null,
    answer_sealed blob,
    created_at bigint not null
);
create unique index idempotency_keys_key on idempotency_keys (actor, idempotency_key);
create index idempotency_keys_age on idempotency_keys (created_at);
