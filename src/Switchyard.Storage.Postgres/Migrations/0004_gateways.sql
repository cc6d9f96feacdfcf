-- Remote gateways: the records, what authenticates them, the processes that run as them, their connections, and how far each has come.

create table gateways (
    id text collate "C" not null primary key,
    name text collate "C" not null,
    display_name text not null,
    labels_json text not null,
    enabled boolean not null,
    version bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint
);
create unique index gateways_name on gateways (name) where deleted_at is null;

-- A token keeps its row when its gateway is deleted, so that an edge that was away then is told that it was deleted, and not that it mistyped.
create table gateway_tokens (
    id text collate "C" not null primary key,
    gateway_id text collate "C" not null references gateways (id),
    hash bytea not null,
    masked text not null,
    created_at bigint not null,
    expires_at bigint,
    revoked_at bigint,
    last_used_at bigint
);
create index gateway_tokens_gateway on gateway_tokens (gateway_id);

-- One row per process that ever ran as a gateway. acked_* is what it said that it serves; the row is the cursor of its delivery.
create table gateway_instances (
    gateway_id text collate "C" not null references gateways (id),
    instance_id text collate "C" not null,
    boot_id text collate "C" not null,
    former_boots_json text not null,
    product_version text not null,
    first_seen_at bigint not null,
    last_seen_at bigint not null,
    epoch text collate "C" not null,
    acked_seq bigint not null,
    acked_hash text,
    acked_at bigint,
    revision bigint not null,
    rejected_seq bigint,
    reason text,
    snapshot_reason text,
    report_json text not null,
    primary key (gateway_id, instance_id)
);

-- A connection is a lease; one that has ended stays for a while as history, and so that connects can be counted over all nodes.
create table gateway_connections (
    id text collate "C" not null primary key,
    gateway_id text collate "C" not null references gateways (id),
    instance_id text collate "C" not null,
    boot_id text collate "C" not null,
    token_id text collate "C" not null,
    node_id text collate "C" not null,
    node text not null,
    address text not null,
    connected_at bigint not null,
    expires_at bigint not null,
    ended_at bigint,
    end_reason text,
    sent bigint not null,
    acked bigint not null,
    replayed bigint not null,
    rejected bigint not null,
    last_error text
);
create index gateway_connections_gateway on gateway_connections (gateway_id, connected_at);
create index gateway_connections_node on gateway_connections (node_id) where ended_at is null;

create table gateway_deliveries (
    gateway_id text collate "C" not null references gateways (id),
    instance_id text collate "C" not null,
    seq bigint not null,
    connection_id text collate "C" not null,
    state text collate "C" not null check (state in ('acked', 'rejected')),
    sent_at bigint not null,
    answered_at bigint not null,
    error text,
    primary key (gateway_id, instance_id, seq)
);
create index gateway_deliveries_age on gateway_deliveries (answered_at);

-- Events that were removed before an instance had acknowledged them.
create table gateway_lost_ranges (
    id text collate "C" not null primary key,
    gateway_id text collate "C" not null references gateways (id),
    instance_id text collate "C" not null,
    from_seq bigint not null,
    to_seq bigint not null,
    reason text not null,
    at bigint not null
);
create index gateway_lost_ranges_gateway on gateway_lost_ranges (gateway_id, at);

-- Which gateways get a provider: those that have every one of these labels; null means all.
alter table providers add column selector_json text;
