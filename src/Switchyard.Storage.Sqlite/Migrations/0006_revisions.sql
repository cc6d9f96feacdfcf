-- Documents of the configuration, and the history of revisions. Contents are sealed: they may hold secrets.
create table config_documents (
    id text not null primary key,
    name text not null,
    format text not null check (format in ('yaml', 'json')),
    sealed blob not null,
    hash text not null,
    version bigint not null,
    author_id text not null,
    author_name text not null,
    comment text not null,
    created_at bigint not null,
    updated_at bigint not null
);
create unique index config_documents_name on config_documents (name);

-- Each version of each name; one without content says that the document was deleted.
create table config_document_history (
    id text not null primary key,
    name text not null,
    version bigint not null,
    format text not null,
    sealed blob,
    hash text not null,
    author_id text not null,
    author_name text not null,
    comment text not null,
    at bigint not null
);
create unique index config_document_history_version on config_document_history (name, version);

create table config_revisions (
    revision bigint not null primary key,
    author_id text not null,
    author_name text not null,
    origin text not null,
    comment text not null,
    at bigint not null,
    summary text not null,
    event text not null,
    action text not null,
    entity_id text not null,
    diff_json text not null,
    has_images boolean not null
);

-- What a record was from a revision on, without secrets; no image_json from the revision on that deleted it. The state at a revision is the latest image of each record up to it.
create table config_images (
    entity_type text not null,
    entity_id text not null,
    revision bigint not null,
    entity_name text not null,
    version bigint,
    image_json text,
    primary key (entity_type, entity_id, revision)
);

-- Revisions before this table are known by their events and audit rows; they can be shown, not restored.
insert into config_revisions (revision, author_id, author_name, origin, comment, at, summary, event, action, entity_id, diff_json, has_images)
select e.version, coalesce(a.actor_id, ''), coalesce(a.actor_name, 'unknown'), 'database', '', e.originated_at,
       coalesce(a.action || ' ' || a.entity_name, e.type || ' ' || e.action || ' ' || e.entity_id), e.type, e.action, e.entity_id, '[]', false
from events e
left join audit_entries a on a.version = (select min(b.version) from audit_entries b where b.entity_id = e.entity_id and b.at = e.originated_at)
where e.stream = 'config';

-- The rejected revision of a node is one whose documents it can not use. Its records may be in force there all the same.
alter table nodes add column rejects_documents boolean not null default false;
