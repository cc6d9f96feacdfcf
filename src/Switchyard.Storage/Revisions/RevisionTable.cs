using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Revisions;

/// <summary>The history of the configuration: every revision, and what each record was from which revision on.</summary>
public static class RevisionTable
{
    private const string Columns = "revision, author_id, author_name, origin, comment, at, summary, event, action, entity_id, diff_json, has_images";
    private const string ImageColumns = "entity_type, entity_id, revision, entity_name, version, image_json";

    /// <summary>Adds a revision.</summary>
    public static Task InsertAsync(SqlSession session, RevisionRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into config_revisions ({Columns}) values
            (@Revision, @AuthorId, @AuthorName, @Origin, @Comment, @At, @Summary, @Event, @Action, @EntityId, @DiffJson, @HasImages)
            """,
            row,
            cancellationToken);

    /// <summary>Adds an image.</summary>
    public static Task AddImageAsync(SqlSession session, ImageRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"insert into config_images ({ImageColumns}) values (@EntityType, @EntityId, @Revision, @EntityName, @Version, @ImageJson)", row, cancellationToken);

    /// <summary>Adds an image of what a record was before its first change on record, unless it has an image already.</summary>
    public static Task AddFirstImageAsync(SqlSession session, ImageRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into config_images ({ImageColumns}) select @EntityType, @EntityId, 0, @EntityName, @Version, @ImageJson
            where not exists (select 1 from config_images where entity_type = @EntityType and entity_id = @EntityId)
            """,
            row,
            cancellationToken);

    /// <summary>Up to <paramref name="limit"/> revisions before <paramref name="before"/>, newest first.</summary>
    public static Task<IReadOnlyList<RevisionRow>> ListAsync(SqlSession session, long before, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<RevisionRow>($"select {Columns} from config_revisions where revision < @before order by revision desc limit @limit", new { before, limit }, cancellationToken);

    /// <summary>The revision, or null when there is none or it is forgotten.</summary>
    public static Task<RevisionRow?> FindAsync(SqlSession session, long revision, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<RevisionRow>($"select {Columns} from config_revisions where revision = @revision", new { revision }, cancellationToken);

    /// <summary>The latest image up to <paramref name="revision"/> of each record that has one, by type and name; those of deleted records included.</summary>
    public static Task<IReadOnlyList<ImageRow>> StateAsync(SqlSession session, long revision, CancellationToken cancellationToken) =>
        session.QueryAsync<ImageRow>(
            $"""
            select {ImageColumns} from config_images i where revision =
                (select max(j.revision) from config_images j where j.entity_type = i.entity_type and j.entity_id = i.entity_id and j.revision <= @revision)
            order by entity_type, entity_name, entity_id
            """,
            new { revision },
            cancellationToken);

    /// <summary>The images that <paramref name="revision"/> made.</summary>
    public static Task<IReadOnlyList<ImageRow>> ImagesOfAsync(SqlSession session, long revision, CancellationToken cancellationToken) =>
        session.QueryAsync<ImageRow>($"select {ImageColumns} from config_images where revision = @revision order by entity_type, entity_id", new { revision }, cancellationToken);

    /// <summary>Ids of the records of <paramref name="entityType"/> of which anything is on record.</summary>
    public static Task<IReadOnlyList<string>> KnownAsync(SqlSession session, string entityType, CancellationToken cancellationToken) =>
        session.QueryAsync<string>("select distinct entity_id from config_images where entity_type = @entityType", new { entityType }, cancellationToken);

    /// <summary>The revision that made each version of the document <paramref name="name"/>.</summary>
    public static async Task<IReadOnlyDictionary<long, long>> OfDocumentAsync(SqlSession session, string name, CancellationToken cancellationToken) =>
        (await session.QueryAsync<ImageRow>(
            $"select {ImageColumns} from config_images where entity_type = 'document' and entity_name = @name and version is not null", new { name }, cancellationToken))
        .ToDictionary(row => row.Version!.Value, row => row.Revision);

    /// <summary>
    /// Forgets revisions that are neither among the newest <paramref name="count"/>, nor younger than <paramref name="before"/>, nor named by the report of a node; then the images and the
    /// versions of documents that no remaining revision needs. Returns how many revisions went.
    /// </summary>
    public static async Task<int> ForgetAsync(SqlSession session, int count, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var forgotten = await session.ExecuteAsync(
            """
            delete from config_revisions where at < @before
            and revision <= (select coalesce(max(revision), 0) from config_revisions) - @count
            and revision not in (select revision from nodes) and revision not in (select rejected_revision from nodes where rejected_revision is not null)
            """,
            new { before, count },
            cancellationToken);
        if (forgotten > 0)
        {
            await session.ExecuteAsync(
                """
                delete from config_images where revision <
                (select max(j.revision) from config_images j where j.entity_type = config_images.entity_type and j.entity_id = config_images.entity_id
                    and j.revision <= (select min(revision) from config_revisions))
                """,
                null,
                cancellationToken);
            await session.ExecuteAsync(
                """
                delete from config_document_history where version <
                (select min(i.version) from config_images i where i.entity_type = 'document' and i.entity_name = config_document_history.name and i.version is not null)
                """,
                null,
                cancellationToken);
        }

        return forgotten;
    }
}
