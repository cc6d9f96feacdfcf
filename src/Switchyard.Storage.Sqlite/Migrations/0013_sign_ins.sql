-- Sign-ins of remote bundles at authorization servers. Whose one is: a user's id, or empty for the one that a workspace shares.
-- Ids are derived from what a row is of, and values are sealed for them: copied elsewhere, they do not open.

create table bundle_sign_ins (
    id text not null primary key,
    workspace text not null,
    bundle text not null,
    user_id text not null,
    issuer text not null,
    resource text not null,
    serial text not null,
    sealed blob not null,
    state text not null,
    reason text,
    losses integer not null,
    expires_at bigint,
    retry_at bigint not null,
    claimed_by text,
    version bigint not null,
    updated_at bigint not null
);
create unique index bundle_sign_ins_user on bundle_sign_ins (workspace, bundle, user_id, issuer);

-- Sign-ins under way, one at a time for each bundle and user. The state itself is nowhere, its hash finds the row.
create table bundle_sign_in_starts (
    id text not null primary key,
    workspace text not null,
    bundle text not null,
    user_id text not null,
    state_hash text not null,
    sealed blob not null,
    started_by text not null,
    expires_at bigint not null
);
create unique index bundle_sign_in_starts_user on bundle_sign_in_starts (workspace, bundle, user_id);
create unique index bundle_sign_in_starts_state on bundle_sign_in_starts (state_hash);

-- What authorization servers know Switchyard by, where it registered itself.
create table bundle_sign_in_clients (
    id text not null primary key,
    workspace text not null,
    bundle text not null,
    sealed blob not null,
    created_at bigint not null
);
create index bundle_sign_in_clients_bundle on bundle_sign_in_clients (workspace, bundle);
