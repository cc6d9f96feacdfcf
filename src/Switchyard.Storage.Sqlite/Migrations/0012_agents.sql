-- Builds of workspaces, their agents, and chats. Ids are UUIDs as text, times are milliseconds since 1970 UTC. None of it is configuration: nothing here has a revision.

create table workspace_builds (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    number bigint not null,
    state text not null,
    reason text not null,
    created_by text not null,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    finished_at bigint
);
create unique index workspace_builds_number on workspace_builds (workspace_id, number);

-- Which number was given last, which build is the latest, and when somebody last used the workspace. latest_number never falls: a build that was overtaken never comes back.
create table workspace_heads (
    workspace_id text not null primary key references workspaces (id),
    last_number bigint not null,
    latest_number bigint not null,
    latest_build_id text,
    last_used_at bigint
);

create table agent_tokens (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    build_id text not null references workspace_builds (id),
    name text not null,
    hash blob not null,
    masked text not null,
    created_by text not null,
    created_at bigint not null,
    expires_at bigint,
    revoked_at bigint,
    last_used_at bigint
);
create index agent_tokens_workspace on agent_tokens (workspace_id, id);

-- The last-seen time is by the clock of the database, for all nodes compare it. changed is the version that the stream of agents had with the last change that is more than a sign of life.
create table agents (
    id text not null primary key,
    workspace_id text not null references workspaces (id),
    build_id text not null references workspace_builds (id),
    name text not null,
    is_default boolean not null,
    is_external boolean not null,
    boot_id text not null,
    address text not null,
    seen_from text not null,
    agent_version text not null,
    startup text not null,
    dial_key blob,
    token_id text not null,
    created_at bigint not null,
    first_seen_at bigint,
    last_seen_at bigint,
    retired_at bigint,
    retired_reason text,
    changed bigint not null
);
create unique index agents_name on agents (build_id, name);
create index agents_workspace on agents (workspace_id, id);
create index agents_changed on agents (changed);

-- A binding is workspace, build and agent; binding_version counts its changes. awaits_agent: it had an agent that went, and gets the next one as soon as there is one.
create table chats (
    id text not null primary key,
    user_id text not null,
    access_key_id text not null,
    title text not null,
    model text not null,
    parent_id text,
    workspace_id text,
    agent_name text,
    build_id text,
    agent_id text,
    awaits_agent boolean not null,
    binding_version bigint not null,
    binding_at bigint not null,
    turn_number bigint not null,
    turn_state text not null,
    turn_node text,
    turn_lease_until bigint,
    turn_cancel boolean not null,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint
);
create index chats_user on chats (user_id, updated_at desc, id) where deleted_at is null;
create index chats_parent on chats (parent_id) where parent_id is not null;
create index chats_workspace on chats (workspace_id, id) where workspace_id is not null;
create index chats_running on chats (turn_node, id) where turn_state = 'running';

create table chat_messages (
    id text not null primary key,
    chat_id text not null references chats (id),
    turn bigint not null,
    position integer not null,
    role text not null,
    sealed blob not null,
    state text not null,
    created_at bigint not null
);
create unique index chat_messages_position on chat_messages (chat_id, turn, position);
