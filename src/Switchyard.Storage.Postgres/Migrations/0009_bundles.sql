-- Workspaces, their bundles, and what nodes report of them. Ids are UUIDs as text, times are milliseconds since 1970 UTC.
-- What operators say of a bundle hangs on the names of workspace and bundle, which never change: bundles of configuration files have no row here, and their workspaces need none.

create table workspaces (
    id text collate "C" not null primary key,
    name text collate "C" not null,
    display_name text not null,
    owner_id text collate "C",
    users_json text,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint
);
create unique index workspaces_name on workspaces (name) where deleted_at is null;

create table bundles (
    id text collate "C" not null primary key,
    workspace_id text collate "C" not null references workspaces (id),
    name text collate "C" not null,
    definition_json text not null,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null
);
create unique index bundles_name on bundles (workspace_id, name);

-- Whether a bundle is to run, and how often somebody asked for another process. No row: it runs, and nobody did.
create table bundle_switches (
    workspace text collate "C" not null,
    bundle text collate "C" not null,
    enabled boolean not null,
    respawns bigint not null,
    version bigint not null,
    updated_at bigint not null,
    primary key (workspace, bundle)
);

-- The numbers of a bundle's credentials as one set. They outlive the bundle, so that one of the same name never counts from the start again.
create table bundle_credential_sets (
    workspace text collate "C" not null,
    bundle text collate "C" not null,
    version bigint not null,
    revoked bigint not null,
    updated_at bigint not null,
    primary key (workspace, bundle)
);

-- The id is derived from workspace, bundle and field, and the value is sealed for it: copied elsewhere, it does not open.
create table bundle_credentials (
    id text collate "C" not null primary key,
    workspace text collate "C" not null,
    bundle text collate "C" not null,
    field text collate "C" not null,
    sealed bytea not null,
    updated_at bigint not null
);
create unique index bundle_credentials_field on bundle_credentials (workspace, bundle, field);

-- What each node says of its bundles, overwritten by what it says next.
create table bundle_nodes (
    node_id text collate "C" not null,
    workspace text collate "C" not null,
    bundle text collate "C" not null,
    bundle_id text collate "C" not null,
    state text collate "C" not null,
    reason text not null,
    generation bigint not null,
    since bigint not null,
    last_error text,
    auth text collate "C" not null,
    running_version bigint,
    settled_revision bigint not null,
    calls integer not null,
    tools integer not null,
    updated_at bigint not null,
    primary key (workspace, bundle, node_id)
);
create index bundle_nodes_node on bundle_nodes (node_id);

-- Moves from state to state, each with the version of the event that told of it.
create table bundle_moves (
    seq bigint not null primary key,
    node_id text collate "C" not null,
    workspace text collate "C" not null,
    bundle text collate "C" not null,
    at bigint not null,
    from_state text collate "C" not null,
    to_state text collate "C" not null,
    reason text not null,
    generation bigint not null,
    detail text
);
create index bundle_moves_bundle on bundle_moves (workspace, bundle, seq);

-- Definitions of tools that were approved, of bundles that pin theirs.
create table bundle_tools (
    workspace text collate "C" not null,
    bundle text collate "C" not null,
    tool text collate "C" not null,
    hash text collate "C" not null,
    approved_at bigint not null,
    approved_by text not null,
    primary key (workspace, bundle, tool)
);

-- Removed bundles whose data directories are to go, too, on every node that has one.
create table bundle_purges (
    workspace text collate "C" not null,
    bundle text collate "C" not null,
    id text collate "C" not null,
    created_at bigint not null,
    primary key (workspace, bundle)
);
