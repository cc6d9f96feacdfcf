-- Tools of workspaces in intercepted requests: how their calls were run, what each turn of a request used, and what is kept until a client comes back.

alter table tool_usages add column kind text not null default 'function';
alter table tool_usages add column bundle text;
alter table tool_usages add column tool text;
alter table tool_usages add column outcome text;
alter table tool_usages add column error_class text;
alter table tool_usages add column duration_micros bigint;

-- One row for each upstream answer of an interception that had tools; the interception's own row has their sum.
create table interception_turns (
    interception_id text not null references interceptions (id) on delete cascade,
    position integer not null,
    provider text not null,
    model text not null,
    response_id text,
    duration_micros bigint not null,
    input_tokens bigint not null,
    output_tokens bigint not null,
    cache_read_tokens bigint not null,
    cache_write_tokens bigint not null,
    cache_write_hour_tokens bigint not null,
    reasoning_tokens bigint not null,
    cost_nanos bigint,
    primary key (interception_id, position)
);

-- What a client does not see and comes back for, on whichever node: calls and results of a turn, the upstream's id of a response.
create table kept_tools (
    id text not null primary key,
    user_id text not null,
    kept_key text not null,
    sealed blob not null,
    expires_at bigint not null,
    unique (user_id, kept_key)
);
create index kept_tools_expiry on kept_tools (expires_at);
