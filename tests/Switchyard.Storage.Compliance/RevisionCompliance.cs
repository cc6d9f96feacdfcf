using Switchyard.Storage.Documents;
using Switchyard.Storage.Nodes;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Documents, their versions, and the history of revisions.</summary>
public abstract class RevisionCompliance : StorageCompliance
{
    [Fact]
    [Trait("criterion", "CFG-7")]
    [Trait("criterion", "CFG-12")]
    public async Task A_document_is_read_as_it_was_written_last()
    {
        var row = Document("team", 1);
        await WriteAsync((session, token) => DocumentTable.WriteAsync(session, row, token));
        var next = row with { Format = "json", Sealed = [9, 9], Hash = "h2", Version = 2, AuthorId = "b", AuthorName = "Bob", Comment = "again", UpdatedAt = Now.AddMinutes(1) };
        await WriteAsync((session, token) => DocumentTable.WriteAsync(session, next, token));

        var found = (await ReadAsync((session, token) => DocumentTable.FindAsync(session, "team", token))).ShouldNotBeNull();

        (found with { Sealed = next.Sealed }).ShouldBe(next);
        found.Sealed.ShouldBe(next.Sealed);
        (await ReadAsync(DocumentTable.ListAsync)).ShouldHaveSingleItem().Version.ShouldBe(2);
        (await WriteAsync((session, token) => DocumentTable.DeleteAsync(session, "team", token))).ShouldBeTrue();
        (await ReadAsync((session, token) => DocumentTable.FindAsync(session, "team", token))).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "CFG-11")]
    public async Task A_version_of_a_name_is_given_once()
    {
        await WriteAsync((session, token) => DocumentTable.AddVersionAsync(session, Version("team", 1), token));
        await WriteAsync((session, token) => DocumentTable.AddVersionAsync(session, Version("other", 1), token));

        await Should.ThrowAsync<UniqueConflictException>(() => WriteAsync((session, token) => DocumentTable.AddVersionAsync(session, Version("team", 1), token)));

        (await ReadAsync((session, token) => DocumentTable.NextVersionAsync(session, "team", token))).ShouldBe(2);
        (await ReadAsync((session, token) => DocumentTable.NextVersionAsync(session, "new", token))).ShouldBe(1);
    }

    [Fact]
    public async Task The_lock_of_documents_can_be_taken_before_there_is_any()
    {
        await WriteAsync(DocumentTable.LockAsync);
        await WriteAsync(DocumentTable.LockAsync);
        (await ReadAsync(DocumentTable.ListAsync)).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "CFG-61")]
    public async Task The_state_at_a_revision_is_the_latest_image_of_each_record_up_to_it()
    {
        await ImageAsync("a", 1, "{\"n\":1}");
        await ImageAsync("b", 2, "{\"n\":2}");
        await ImageAsync("a", 3, "{\"n\":3}");
        await ImageAsync("b", 4, null);
        await WriteAsync((session, token) => RevisionTable.AddFirstImageAsync(session, Image("a", 0, "{\"n\":0}"), token));
        await WriteAsync((session, token) => RevisionTable.AddFirstImageAsync(session, Image("c", 0, "{\"n\":0}"), token));
        await ImageAsync("c", 4, "{\"n\":4}");

        (await StateAsync(1)).ShouldBe(["a 1 {\"n\":1}", "c 0 {\"n\":0}"]);
        (await StateAsync(3)).ShouldBe(["a 3 {\"n\":3}", "b 2 {\"n\":2}", "c 0 {\"n\":0}"]);
        (await StateAsync(9)).ShouldBe(["a 3 {\"n\":3}", "b 4 ", "c 4 {\"n\":4}"]);
    }

    [Fact]
    [Trait("criterion", "CFG-63")]
    public async Task Retention_keeps_the_newest_the_young_and_what_a_node_names_with_all_that_they_need()
    {
        for (var revision = 1; revision <= 10; revision++)
        {
            await RevisionAsync(revision, Now.AddDays(revision - 10));
        }

        await ImageAsync("a", 1, "{}");
        await ImageAsync("a", 4, "{}");
        await ImageAsync("a", 9, "{}");
        await DocumentImageAsync(2, 1);
        await DocumentImageAsync(5, 2);
        await DocumentImageAsync(8, 3);
        await WriteAsync((session, token) => NodeTable.UpsertAsync(session, Node(7, rejected: 6), token));

        // By count 9 and 10 stay, by age 8 to 10, by the node 6 and 7.
        (await WriteAsync((session, token) => RevisionTable.ForgetAsync(session, 2, Now.AddDays(-2), token))).ShouldBe(5);

        (await ReadAsync((session, token) => RevisionTable.ListAsync(session, long.MaxValue, 100, token))).Select(row => row.Revision).ShouldBe([10, 9, 8, 7, 6]);
        (await StateAsync(6)).ShouldBe(["a 4 {}", "team 5 {}"]);
        (await ReadAsync((session, token) => session.QueryAsync<long>("select revision from config_images order by revision", null, token))).ShouldBe([4, 5, 8, 9]);
        (await ReadAsync((session, token) => DocumentTable.HistoryAsync(session, "team", long.MaxValue, 10, token))).Select(row => row.Version).ShouldBe([3, 2]);
        (await WriteAsync((session, token) => RevisionTable.ForgetAsync(session, 2, Now.AddDays(-2), token))).ShouldBe(0);
        (await WriteAsync((session, token) => RevisionTable.ForgetAsync(session, 100, Now.AddDays(9), token))).ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "PRV-31")]
    public async Task Documents_and_their_versions_are_sealed_anew_and_told_when_no_key_opens_them()
    {
        var (old, both) = (new SecretSealer(SecretKeyRing.Create()), SecretKeyRing.Create());
        var row = Document("team", 1);
        row = row with { Sealed = old.Seal("config_documents", "sealed", row.Id, "text") };
        var version = Version("team", 1);
        version = version with { Sealed = old.Seal("config_document_history", "sealed", version.Id, "text") };
        await WriteAsync((session, token) => DocumentTable.WriteAsync(session, row, token));
        await WriteAsync((session, token) => DocumentTable.AddVersionAsync(session, version, token));
        await WriteAsync((session, token) => DocumentTable.AddVersionAsync(session, Version("team", 2) with { Sealed = null }, token));

        (await new SecretRotation(Database, old).StatusAsync(Ended)).Where(use => use.Column.Table.StartsWith("config_", StringComparison.Ordinal)).Select(use => (use.Column.Table, use.Count)).ShouldBe(
            [("config_documents", 1), ("config_document_history", 1)]);
        (await new SecretRotation(Database, new SecretSealer(both)).RotateAsync(Ended)).Unreadable.ShouldBe(2);
    }

    private static RevisionRow Revision(long revision, DateTimeOffset at) => new()
    {
        Revision = revision, AuthorId = "a", AuthorName = "Ann", Origin = "database", Comment = "", At = at, Summary = "s", Event = "e", Action = "update", EntityId = "x", DiffJson = "[]",
    };

    private static ImageRow Image(string name, long revision, string? json) => new() { EntityType = "provider", EntityId = name, Revision = revision, EntityName = name, ImageJson = json };

    private Task RevisionAsync(long revision, DateTimeOffset at) => WriteAsync((session, token) => RevisionTable.InsertAsync(session, Revision(revision, at), token));

    private Task ImageAsync(string name, long revision, string? json) => WriteAsync((session, token) => RevisionTable.AddImageAsync(session, Image(name, revision, json), token));

    private async Task DocumentImageAsync(long revision, long version)
    {
        await WriteAsync((session, token) => RevisionTable.AddImageAsync(session, Image("team", revision, "{}") with { EntityType = "document", Version = version }, token));
        await WriteAsync((session, token) => DocumentTable.AddVersionAsync(session, Version("team", version), token));
    }

    private async Task<string[]> StateAsync(long revision) =>
        [.. (await ReadAsync((session, token) => RevisionTable.StateAsync(session, revision, token))).OrderBy(image => image.EntityName, StringComparer.Ordinal).Select(image => $"{image.EntityName} {image.Revision} {image.ImageJson}")];

    private DocumentRow Document(string name, long version) => new()
    {
        Id = NewId(), Name = name, Format = "yaml", Sealed = [1, 2, 3], Hash = "h1", Version = version, AuthorId = "a", AuthorName = "Ann", Comment = "", CreatedAt = Now, UpdatedAt = Now,
    };

    private DocumentVersionRow Version(string name, long version) => new()
    {
        Id = NewId(), Name = name, Version = version, Format = "yaml", Sealed = [1, 2, 3], Hash = "h1", AuthorId = "a", AuthorName = "Ann", Comment = "", At = Now,
    };

    private NodeRow Node(long revision, long rejected) => new()
    {
        Id = NewId(), Name = "n", StartedAt = Now, SeenAt = Now, Revision = revision, Epoch = NewId(), Hash = "", State = "rejected", RejectedRevision = rejected, RejectsDocuments = true, Version = "1",
        ReportJson = "{}",
    };
}
