-- What requests did: interceptions with their usage, texts and tool calls; spend; who used which key last.
-- Tokens stand in the interception itself: an interception has one usage, so it can not be missing, doubled or without its parent.

create table recording_lives (
    id text collate "C" not null primary key,
    node_id text collate "C" not null,
    node text not null,
    sealed_key bytea not null,
    started_at bigint not null,
    seen_at bigint not null
);

create table recording_leases (
    name text collate "C" not null primary key,
    holder text collate "C" not null,
    expires_at bigint not null
);

create table interceptions (
    id text collate "C" not null primary key,
    life_id text collate "C" not null references recording_lives (id),
    node_id text collate "C" not null,
    node text not null,
    status text not null check (status in ('running', 'completed', 'failed', 'cancelled', 'aborted')),
    started_at bigint not null,
    ended_at bigint,
    revision bigint not null,
    user_id text collate "C" not null,
    access_key_id text collate "C" not null,
    provider_id text collate "C" not null,
    provider text not null,
    provider_key_id text collate "C",
    credential_kind text not null check (credential_kind in ('pool', 'byok')),
    credential_hint text,
    model text not null,
    route text,
    format text not null,
    stream boolean not null,
    client text not null,
    session text,
    session_id text collate "C",
    agent_session text collate "C",
    agent_sequence integer,
    parent_id text collate "C",
    root_id text collate "C" not null,
    tool_result_id text,
    http_status integer,
    error_code text,
    attempts integer not null,
    first_byte_micros bigint,
    response_id text,
    estimated boolean not null,
    usage_reported boolean not null,
    input_tokens bigint not null,
    output_tokens bigint not null,
    cache_read_tokens bigint not null,
    cache_write_tokens bigint not null,
    cache_write_hour_tokens bigint not null,
    reasoning_tokens bigint not null,
    input_audio_tokens bigint not null,
    output_audio_tokens bigint not null,
    accepted_prediction_tokens bigint not null,
    rejected_prediction_tokens bigint not null,
    web_searches bigint not null,
    cost_nanos bigint,
    children integer not null
);
create index interceptions_time on interceptions (started_at, id);
create index interceptions_user on interceptions (user_id, started_at);
create index interceptions_session on interceptions (session_id, started_at) where session_id is not null;
create index interceptions_running on interceptions (life_id) where status = 'running';

create table interception_texts (
    interception_id text collate "C" not null references interceptions (id) on delete cascade,
    kind text not null check (kind in ('prompt', 'reasoning')),
    sealed bytea,
    hash text,
    truncated boolean not null,
    primary key (interception_id, kind)
);

create table tool_usages (
    interception_id text collate "C" not null references interceptions (id) on delete cascade,
    position integer not null,
    user_id text collate "C" not null,
    call_id text collate "C" not null,
    name text not null,
    input_sealed bytea,
    input_hash text,
    truncated boolean not null,
    primary key (interception_id, position)
);
create index tool_usages_call on tool_usages (user_id, call_id, interception_id);

create table spend (
    month text not null,
    scope text not null check (scope in ('node', 'provider', 'user', 'access_key')),
    scope_id text collate "C" not null,
    cost_nanos bigint not null,
    requests bigint not null,
    unpriced bigint not null,
    primary key (month, scope, scope_id)
);

create table last_used (
    kind text not null check (kind in ('access_key', 'provider_key')),
    id text collate "C" not null,
    used_at bigint not null,
    primary key (kind, id)
);
