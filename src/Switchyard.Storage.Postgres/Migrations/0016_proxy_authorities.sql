-- The certificate authorities of the forward proxy. All nodes mint from the one that is active; the next one is known before it is used, so that clients can be told to trust it.
-- A retired one has no key any more.

create table proxy_authorities (
    id text collate "C" not null primary key,
    state text collate "C" not null,
    certificate text not null,
    sealed bytea,
    not_after bigint not null,
    created_at bigint not null,
    changed_at bigint not null
);
create unique index proxy_authorities_state on proxy_authorities (state) where state <> 'retired';
