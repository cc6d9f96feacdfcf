-- Archives (MCPB) of bundles by the SHA-256 of their bytes, in parts, so that no node has to hold one whole. Definitions name them by their hash; what no definition has named for a long time is removed.
create table bundle_archives (
    hash text not null primary key,
    size bigint not null,
    manifest_json text not null,
    created_at bigint not null,
    created_by text not null,
    used_at bigint not null
);

create table bundle_archive_parts (
    hash text not null references bundle_archives (hash) on delete cascade,
    part integer not null,
    content blob not null,
    primary key (hash, part)
);
