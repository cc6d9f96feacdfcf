using System.Text;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Tools;

namespace Switchyard.Storage.Compliance;

/// <summary>What is kept of loops of tools, and what is recorded of them.</summary>
public abstract class KeptToolCompliance : StorageCompliance
{
    private readonly SecretSealer _sealer = new(SecretKeyRing.Create());

    [Fact]
    [Trait("criterion", "TOL-46")]
    [Trait("criterion", "TOL-48")]
    public async Task What_is_kept_is_found_by_its_user_until_it_expires_and_the_newest_counts()
    {
        var (user, other) = (NewId(), NewId());
        await WriteAsync(async (session, token) =>
        {
            await KeptToolTable.PutAsync(session, Row(user, "a", "old"), token);
            await KeptToolTable.PutAsync(session, Row(user, "a", "new"), token);
            await KeptToolTable.PutAsync(session, Row(user, "b", "second"), token);
            await KeptToolTable.PutAsync(session, Row(other, "a", "theirs"), token);
        });

        (await FindAsync(user, Now, "a", "b", "c")).ShouldBe(["new", "second"], ignoreOrder: true);
        (await FindAsync(other, Now, "a", "b")).ShouldBe(["theirs"]);
        (await FindAsync(user, Now)).ShouldBeEmpty();
        (await FindAsync(user, Now.AddHours(1), "a", "b")).ShouldBeEmpty();

        (await WriteAsync((session, token) => KeptToolTable.DeleteExpiredAsync(session, Now.AddMinutes(59), 10, token))).ShouldBe(0);
        (await WriteAsync((session, token) => KeptToolTable.DeleteExpiredAsync(session, Now.AddHours(1), 2, token))).ShouldBe(2);
        (await WriteAsync((session, token) => KeptToolTable.DeleteExpiredAsync(session, Now.AddHours(1), 2, token))).ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "TOL-54")]
    [Trait("criterion", "TOL-67")]
    public async Task Turns_and_runs_are_there_once_and_go_with_their_interception()
    {
        var row = RecordingRows.Completed(NewId(), Now);
        InterceptionTurnRow[] turns =
        [
            new() { InterceptionId = row.Id, Position = 0, Provider = "p", Model = "m", ResponseId = "r1", DurationMicros = 5, InputTokens = 1, OutputTokens = 2, CostNanos = 9 },
            new() { InterceptionId = row.Id, Position = 1, Provider = "q", Model = "n", CacheReadTokens = 3, CacheWriteTokens = 4, CacheWriteHourTokens = 5, ReasoningTokens = 6 },
        ];
        var call = new ToolUsageRow
        {
            InterceptionId = row.Id, Position = 0, UserId = row.UserId, CallId = "c", Name = "files__read", Bundle = "files", Tool = "read", Outcome = "failed", ErrorClass = "call_timeout", DurationMicros = 60,
        };
        for (var i = 0; i < 2; i++)
        {
            await WriteAsync(async (session, token) =>
            {
                await RecordingRows.AddAsync(session, [row], token);
                await InterceptionTurnTable.InsertAsync(session, turns, token);
                await ToolUsageTable.InsertAsync(session, [call, call with { Position = 1, Bundle = null, Tool = null, Outcome = null, ErrorClass = null, DurationMicros = null, Kind = "custom" }], token);
            });
        }

        (await ReadAsync((session, token) => InterceptionTurnTable.ListAsync(session, row.Id, token))).ShouldBe(turns);
        var calls = await ReadAsync((session, token) => ToolUsageTable.ListAsync(session, row.Id, token));
        calls.Select(found => (found.Kind, found.Injected, found.Tool, found.Outcome, found.ErrorClass, found.DurationMicros))
            .ShouldBe([("function", true, "read", "failed", "call_timeout", 60), ("custom", false, null, null, null, null)]);

        await WriteAsync((session, token) => InterceptionTable.DeleteOldAsync(session, Now.AddDays(1), 5000, token));
        (await ReadAsync((session, token) => InterceptionTurnTable.ListAsync(session, row.Id, token))).ShouldBeEmpty();
    }

    private KeptToolRow Row(Guid user, string key, string content)
    {
        var id = NewId();
        return new KeptToolRow { Id = id, UserId = user, KeptKey = key, Sealed = _sealer.Seal("kept_tools", "sealed", id, Encoding.UTF8.GetBytes(content)), ExpiresAt = Now.AddHours(1) };
    }

    private async Task<IReadOnlyList<string>> FindAsync(Guid user, DateTimeOffset now, params string[] keys)
    {
        var rows = await ReadAsync((session, token) => KeptToolTable.FindAsync(session, user, keys, now, token));
        return [.. rows.Select(row => _sealer.TryOpen("kept_tools", "sealed", row.Id, row.Sealed, out var content) ? content! : "sealed")];
    }
}
