-- Limits that hold over all nodes. Nodes take what they give away from these rows in advance; whoever takes holds the row of the limit and subject.

create table limit_states (
    limit_name text collate "C" not null,
    subject text collate "C" not null,
    -- Requests per minute as one number (generic cell rate algorithm): when nothing of the minute would be used any more, in units of 100 ns since 1970.
    full_at bigint not null,
    touched_at bigint not null,
    primary key (limit_name, subject)
);
create index limit_states_touched on limit_states (touched_at);

create table limit_leases (
    limit_name text collate "C" not null,
    subject text collate "C" not null,
    node_id text collate "C" not null,
    ticks bigint not null,
    slots bigint not null,
    month text collate "C" not null,
    nanos bigint not null,
    expires_at bigint not null,
    primary key (limit_name, subject, node_id)
);
create index limit_leases_expired on limit_leases (expires_at);

create table limit_warnings (
    limit_name text collate "C" not null,
    subject text collate "C" not null,
    month text collate "C" not null,
    -- Share of the budget in millionths.
    share bigint not null,
    warned_at bigint not null,
    primary key (limit_name, subject, month, share)
);
