-- Whose each exclusive bundle is: one node at a time, until its lease runs out by the clock of the database. The row outlives the bundle, so that a generation never comes twice.
create table bundle_leases (
    workspace text collate "C" not null,
    bundle text collate "C" not null,
    node_id text collate "C" not null,
    generation bigint not null,
    expires_at bigint not null,
    primary key (workspace, bundle)
);

-- Where other nodes reach a node; null when it does not say.
alter table nodes add column advertise text;
