-- Sign-ins of remote bundles at authorization servers. Whose one is: a user's id, or empty for the one that a workspace shares.
-- Ids are derived from what a row is of, and values are sealed for them: copied elsewhere, they do not open.

create table bundle_sign_ins (
    id text collate "C" not null primary key,
    workspace text collate "C" not null,
    bundle text collate "C" not null,
    user_id text collate "C" not null,
    issuer text collate "C" not null,
    resource text not null,
    serial text collate "C" not null,
    sealed bytea not null,
    state text collate "C" not null,
    reason text,
    losses integer not null,
    expires_at bigint,
    retry_at bigint not null,
    claimed_by text collate "C",
    version bigint not null,
    updated_at bigint not null
);
create unique index bundle_sign_ins_user on bundle_sign_ins (workspace, bundle, user_id, issuer);

-- Sign-ins under way, one at a time for each bundle and user. The state itself is nowhere, its hash finds the row.
create table bundle_sign_in_starts (
    id text collate "C" not null primary key,
    workspace text collate "C" not null,
    bundle text collate "C" not null,
    user_id text collate "C" not null,
    state_hash text collate "C" not null,
    sealed bytea not null,
    started_by text not null,
    expires_at bigint not null
);
create unique index bundle_sign_in_starts_user on bundle_sign_in_starts (workspace, bundle, user_id);
create unique index bundle_sign_in_starts_state on bundle_sign_in_starts (state_hash);

-- What authorization servers know Switchyard by, where it registered itself.
create table bundle_sign_in_clients (
    id text collate "C" not null primary key,
    workspace text collate "C" not null,
    bundle text collate "C" not null,
    sealed bytea not null,
    created_at bigint not null
);
create index bundle_sign_in_clients_bundle on bundle_sign_in_clients (workspace, bundle);
