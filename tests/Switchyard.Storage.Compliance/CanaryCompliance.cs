using Switchyard.Storage.Canaries;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Canaries.</summary>
public abstract class CanaryCompliance : StorageCompliance
{
    [Fact]
    public async Task A_canary_is_read_as_it_was_begun_and_a_second_one_is_refused_until_it_has_ended()
    {
        var draft = Draft(5, ("a", [1, 2, 3]), ("b", null));
        await WriteAsync((session, token) => CanaryTable.InsertAsync(session, draft, token));

        var read = (await ReadAsync(CanaryTable.DraftAsync)).ShouldNotBeNull();
        read.Canary.ShouldBe(draft.Canary);
        read.Documents.Select(document => (document.Name, Convert.ToHexString(document.Sealed ?? []), document.Sealed is null)).ShouldBe([("a", "010203", false), ("b", "", true)]);
        await Should.ThrowAsync<UniqueConflictException>(() => WriteAsync((session, token) => CanaryTable.InsertAsync(session, Draft(6), token)));

        var ended = draft.Canary with { State = CanaryRow.Promoted, EndedAt = Now.AddMinutes(5), EndedRevision = 9, EndedBy = "canary", Reason = "it is better" };
        (await WriteAsync((session, token) => CanaryTable.EndAsync(session, ended, token))).ShouldBeTrue();
        (await WriteAsync((session, token) => CanaryTable.EndAsync(session, ended with { State = CanaryRow.Reverted }, token))).ShouldBeFalse("it ends once");

        (await ReadAsync(CanaryTable.DraftAsync)).ShouldBeNull();
        (await ReadAsync((session, token) => CanaryTable.FindAsync(session, 5, token))).ShouldBe(ended);
        (await ReadAsync((session, token) => session.QueryAsync<string>("select name from config_canary_documents", null, token))).ShouldBeEmpty("what it tried may have held secrets");
        await WriteAsync((session, token) => CanaryTable.InsertAsync(session, Draft(10), token));
        (await ReadAsync(CanaryTable.NewestAsync)).ShouldNotBeNull().Revision.ShouldBe(10);
    }

    [Fact]
    public async Task Of_those_that_have_ended_the_newest_are_kept()
    {
        for (var revision = 1; revision <= CanaryTable.KeptEnded + 3; revision++)
        {
            var draft = Draft(revision);
            await WriteAsync((session, token) => CanaryTable.InsertAsync(session, draft, token));
            await WriteAsync((session, token) => CanaryTable.EndAsync(session, draft.Canary with { State = CanaryRow.Reverted }, token));
        }

        await WriteAsync((session, token) => CanaryTable.InsertAsync(session, Draft(500), token));

        (await ReadAsync((session, token) => session.QueryAsync<long>("select revision from config_canaries order by revision", null, token)))
            .ShouldBe([.. Enumerable.Range(4, CanaryTable.KeptEnded).Select(revision => (long)revision), 500]);
    }

    private CanaryDraft Draft(long revision, params (string Name, byte[]? Sealed)[] documents)
    {
        var id = NewId();
        return new CanaryDraft(
            new CanaryRow
            {
                Id = id, Revision = revision, State = CanaryRow.Running, PlanJson = "{}", NodesJson = "[]", AuthorId = "ada", AuthorName = "Ada", Comment = "try", StartedAt = Now,
            },
            [.. documents.Select(item => new CanaryDocumentRow { Id = NewId(), CanaryId = id, Name = item.Name, Format = "yaml", Sealed = item.Sealed, Hash = item.Sealed is null ? "" : "h" })]);
    }
}
