using Switchyard.Storage.Recording;

namespace Switchyard.Storage.Compliance;

/// <summary>Writing what requests did: exactly once, whatever is repeated.</summary>
public abstract class RecordingTableCompliance : StorageCompliance
{
    [Fact]
    public async Task An_interception_comes_back_as_it_was_written()
    {
        var row = RecordingRows.Completed(NewId(), Now) with
        {
            EndedAt = Now.AddSeconds(2),
            ProviderKeyId = NewId(),
            CredentialHint = "…abcd",
            Route = "alias",
            Session = "s",
            SessionId = NewId(),
            AgentSession = NewId(),
            AgentSequence = 3,
            ParentId = NewId(),
            RootId = NewId(),
            ToolResultId = "call_1",
            ErrorCode = "x",
            ResponseId = "resp",
            Estimated = true,
            Cached = true,
            CacheReadTokens = 1,
            CacheWriteTokens = 2,
            CacheWriteHourTokens = 3,
            ReasoningTokens = 4,
            InputAudioTokens = 5,
            OutputAudioTokens = 6,
            AcceptedPredictionTokens = 7,
            RejectedPredictionTokens = 8,
            WebSearches = 9,
            Children = 2,
        };
        await WriteAsync((session, token) => RecordingRows.AddAsync(session, [row], token));

        (await FindAsync(row.Id)).ShouldBe(row);
    }

    [Fact]
    [Trait("criterion", "PRV-115")]
    public async Task An_end_counts_once_however_often_it_is_written()
    {
        var id = NewId();
        await WriteAsync((session, token) => RecordingRows.AddAsync(session, [RecordingRows.Running(id, Now)], token));
        var end = RecordingRows.Completed(id, Now);

        (await EndAsync(end)).ShouldBe([id]);
        (await EndAsync(end)).ShouldBeEmpty();
        await WriteAsync((session, token) => InterceptionTable.StartAsync(session, [RecordingRows.Running(id, Now)], token));

        (await FindAsync(id)).ShouldBe(end);
    }

    [Fact]
    [Trait("criterion", "PRV-115")]
    public async Task An_end_without_its_start_is_a_whole_interception()
    {
        var end = RecordingRows.Completed(NewId(), Now);
        await WriteAsync((session, token) => RecordingLifeTable.EnsureAsync(session, RecordingRows.Life, Now, token));

        (await EndAsync(end)).ShouldBe([end.Id]);

        (await FindAsync(end.Id)).ShouldBe(end);
    }

    [Fact]
    [Trait("criterion", "PRV-118")]
    public async Task What_a_life_left_open_is_aborted_and_an_end_that_comes_after_all_corrects_it()
    {
        var id = NewId();
        await WriteAsync((session, token) => RecordingRows.AddAsync(session, [RecordingRows.Running(id, Now)], token));

        (await WriteAsync((session, token) => InterceptionTable.AbortAsync(session, RecordingRows.Life.Id, Now.AddMinutes(1), token))).ShouldBe(1);
        var aborted = await FindAsync(id);
        aborted!.Status.ShouldBe("aborted");
        aborted.EndedAt.ShouldBe(Now.AddMinutes(1));

        (await EndAsync(RecordingRows.Completed(id, Now))).ShouldBe([id]);
        (await FindAsync(id))!.Status.ShouldBe("completed");
    }

    [Fact]
    [Trait("criterion", "HUB-78")]
    public async Task The_life_of_an_edge_is_left_alone_until_its_own_limit()
    {
        var edge = RecordingRows.Running(NewId(), Now) with { LifeId = NewId() };
        await WriteAsync(async (session, token) =>
        {
            await RecordingLifeTable.EnsureAsync(session, RecordingRows.Life with { Id = edge.LifeId, Remote = true }, Now, token);
            await InterceptionTable.StartAsync(session, [edge], token);
        });

        (await WriteAsync((session, token) => InterceptionTable.AbortExpiredAsync(session, Now.AddDays(6), Now.AddDays(-1), Now.AddDays(6), token))).ShouldBe(0);
        (await WriteAsync((session, token) => InterceptionTable.AbortExpiredAsync(session, Now.AddDays(8), Now.AddDays(1), Now.AddDays(8), token))).ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "HUB-42")]
    public async Task Lives_and_interceptions_of_others_are_told_from_ones_own()
    {
        var mine = RecordingRows.Running(NewId(), Now);
        var others = RecordingRows.Running(NewId(), Now) with { LifeId = NewId(), NodeId = NewId() };
        await WriteAsync(async (session, token) =>
        {
            await RecordingLifeTable.EnsureAsync(session, RecordingRows.Life, Now, token);
            await RecordingLifeTable.EnsureAsync(session, RecordingRows.Life with { Id = others.LifeId, NodeId = others.NodeId }, Now, token);
            await InterceptionTable.StartAsync(session, [mine, others], token);
        });

        (await ReadAsync((session, token) => RecordingLifeTable.ForeignAsync(session, [mine.LifeId, others.LifeId, NewId()], mine.NodeId, token))).ShouldBe([others.LifeId]);
        (await ReadAsync((session, token) => RecordingLifeTable.ForeignAsync(session, [], mine.NodeId, token))).ShouldBeEmpty();
        (await ReadAsync((session, token) => InterceptionTable.ForeignAsync(session, [mine.Id, others.Id, NewId()], [mine.LifeId], token))).ShouldBe([others.Id]);
        (await ReadAsync((session, token) => InterceptionTable.ForeignAsync(session, [], [mine.LifeId], token))).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-118")]
    public async Task Only_lives_not_seen_for_long_are_expired()
    {
        var dead = RecordingRows.Running(NewId(), Now);
        var alive = RecordingRows.Running(NewId(), Now) with { LifeId = NewId() };
        await WriteAsync(async (session, token) =>
        {
            await RecordingLifeTable.EnsureAsync(session, RecordingRows.Life, Now, token);
            await RecordingLifeTable.EnsureAsync(session, RecordingRows.Life with { Id = alive.LifeId }, Now, token);
            await InterceptionTable.StartAsync(session, [dead, alive], token);
            await RecordingLifeTable.TouchAsync(session, alive.LifeId, Now.AddMinutes(20), token);
        });

        (await WriteAsync((session, token) => InterceptionTable.AbortExpiredAsync(session, Now, Now, Now.AddMinutes(20), token))).ShouldBe(0);
        (await WriteAsync((session, token) => InterceptionTable.AbortExpiredAsync(session, Now.AddMinutes(1), Now.AddMinutes(1), Now.AddMinutes(20), token))).ShouldBe(1);
        (await FindAsync(dead.Id))!.Status.ShouldBe("aborted");
        (await FindAsync(alive.Id))!.Status.ShouldBe("running");
    }

    [Fact]
    public async Task Five_hundred_interceptions_fit_in_a_batch()
    {
        var rows = Enumerable.Range(0, 500).Select(i => RecordingRows.Completed(NewId(), Now.AddSeconds(i))).ToList();
        await WriteAsync((session, token) => RecordingLifeTable.EnsureAsync(session, RecordingRows.Life, Now, token));

        (await WriteAsync((session, token) => InterceptionTable.EndAsync(session, rows, token))).Count.ShouldBe(500);
    }

    [Fact]
    [Trait("criterion", "PRV-115")]
    public async Task Texts_and_tool_calls_are_there_once_and_go_with_their_interception()
    {
        var row = RecordingRows.Completed(NewId(), Now);
        InterceptionTextRow[] texts =
        [
            new() { InterceptionId = row.Id, Kind = "prompt", Sealed = [1, 2], Truncated = true },
            new() { InterceptionId = row.Id, Kind = "reasoning", Hash = "ab" },
        ];
        ToolUsageRow[] calls =
        [
            new() { InterceptionId = row.Id, Position = 0, UserId = row.UserId, CallId = "call_1", Name = "read", InputSealed = [3] },
            new() { InterceptionId = row.Id, Position = 1, UserId = row.UserId, CallId = "call_2", Name = "write", InputHash = "cd" },
        ];
        for (var i = 0; i < 2; i++)
        {
            await WriteAsync(async (session, token) =>
            {
                await RecordingRows.AddAsync(session, [row], token);
                await InterceptionTextTable.InsertAsync(session, texts, token);
                await ToolUsageTable.InsertAsync(session, calls, token);
            });
        }

        var (foundTexts, foundCalls) = await ReadAsync(async (session, token) =>
            (await InterceptionTextTable.ListAsync(session, row.Id, token), await ToolUsageTable.ListAsync(session, row.Id, token)));
        foundTexts.OrderBy(text => text.Kind, StringComparer.Ordinal).Select(text => (text.Kind, text.Sealed?.Length, text.Hash, text.Truncated))
            .ShouldBe([("prompt", 2, null, true), ("reasoning", null, "ab", false)]);
        foundCalls.Select(call => (call.Position, call.CallId, call.Name, call.InputSealed?.Length, call.InputHash))
            .ShouldBe([(0, "call_1", "read", 1, null), (1, "call_2", "write", null, "cd")]);

        await WriteAsync((session, token) => InterceptionTable.DeleteOldAsync(session, Now.AddDays(1), 5000, token));
        (await ReadAsync((session, token) => ToolUsageTable.ListAsync(session, row.Id, token))).ShouldBeEmpty();
        (await ReadAsync((session, token) => InterceptionTextTable.ListAsync(session, row.Id, token))).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-119")]
    public async Task The_newest_interception_of_the_same_user_is_the_producer_of_a_tool_call()
    {
        var older = RecordingRows.Completed(NewId(), Now);
        var newer = RecordingRows.Completed(NewId(), Now) with { RootId = older.Id };
        var foreign = RecordingRows.Completed(NewId(), Now) with { UserId = NewId() };
        await WriteAsync(async (session, token) =>
        {
            await RecordingRows.AddAsync(session, [older, newer, foreign], token);
            await ToolUsageTable.InsertAsync(
                session,
                [.. new[] { older, newer, foreign }.Select(row => new ToolUsageRow { InterceptionId = row.Id, Position = 0, UserId = row.UserId, CallId = "call_1", Name = "x" })],
                token);
        });

        var found = await ReadAsync((session, token) =>
            ToolUsageTable.FindProducersAsync(session, [(RecordingRows.User, "call_1"), (RecordingRows.User, "call_2"), (NewId(), "call_1")], token));

        found.ShouldBe([new ToolCallProducer(RecordingRows.User, "call_1", newer.Id, older.Id)]);
    }

    [Fact]
    [Trait("criterion", "PRV-116")]
    public async Task Spend_adds_up()
    {
        var user = NewId();
        for (var i = 0; i < 2; i++)
        {
            await WriteAsync((session, token) => SpendTable.AddAsync(
                session, [new SpendRow("2026-11", "user", user, 5, 1, 0), new SpendRow("2026-12", "user", user, 1, 1, 1)], token));
        }

        (await ReadAsync((session, token) => SpendTable.ListAsync(session, "2026-11", token))).ShouldBe([new SpendRow("2026-11", "user", user, 10, 2, 0)]);
        SpendTable.MonthOf(new DateTimeOffset(2026, 12, 1, 0, 30, 0, TimeSpan.FromHours(1))).ShouldBe("2026-11");
    }

    [Fact]
    [Trait("criterion", "PRV-24")]
    public async Task The_latest_use_stays()
    {
        var key = NewId();
        foreach (var at in new[] { Now, Now.AddMinutes(1), Now.AddSeconds(30) })
        {
            await WriteAsync((session, token) => LastUsedTable.TouchAsync(session, [new((LastUsedKind.ProviderKey, key), at)], token));
        }

        (await ReadAsync((session, token) => LastUsedTable.ListAsync(session, LastUsedKind.ProviderKey, token))).ShouldBe([new(key, Now.AddMinutes(1))]);
        (await ReadAsync((session, token) => LastUsedTable.ListAsync(session, LastUsedKind.AccessKey, token))).ShouldBeEmpty();
        (await ReadAsync((session, token) => LastUsedTable.FindAsync(session, LastUsedKind.ProviderKey, key, token))).ShouldBe(Now.AddMinutes(1));
        (await ReadAsync((session, token) => LastUsedTable.FindAsync(session, LastUsedKind.AccessKey, key, token))).ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "PRV-124")]
    public async Task Retention_deletes_the_oldest_first_in_bounded_steps_and_leaves_what_runs()
    {
        var running = RecordingRows.Running(NewId(), Now);
        var old = Enumerable.Range(1, 10).Select(i => RecordingRows.Completed(NewId(), Now.AddSeconds(i)) with { Children = 2 }).ToList();
        var recent = RecordingRows.Completed(NewId(), Now.AddDays(1));
        await WriteAsync((session, token) => RecordingRows.AddAsync(session, [running, .. old, recent], token));

        // Three rows each: four interceptions are twelve rows.
        var steps = new List<int>();
        int deleted;
        do
        {
            deleted = await WriteAsync((session, token) => InterceptionTable.DeleteOldAsync(session, Now.AddHours(1), 12, token));
            steps.Add(deleted);
            if (steps.Count == 1)
            {
                (await FindAsync(old[3].Id)).ShouldBeNull();
                (await FindAsync(old[4].Id)).ShouldNotBeNull();
            }
        }
        while (deleted > 0);

        steps.ShouldBe([4, 4, 2, 0]);
        (await FindAsync(running.Id)).ShouldNotBeNull();
        (await FindAsync(recent.Id)).ShouldNotBeNull();
    }

    [Fact]
    [Trait("criterion", "PRV-124")]
    public async Task One_interception_with_more_rows_than_a_step_may_delete_still_goes()
    {
        await WriteAsync((session, token) => RecordingRows.AddAsync(session, [RecordingRows.Completed(NewId(), Now) with { Children = 50 }], token));

        (await WriteAsync((session, token) => InterceptionTable.DeleteOldAsync(session, Now.AddHours(1), 10, token))).ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-124")]
    public async Task A_lease_has_one_holder_until_it_expires()
    {
        var (one, other) = (NewId(), NewId());

        (await TakeAsync(one, Now)).ShouldBeTrue();
        (await TakeAsync(other, Now.AddSeconds(59))).ShouldBeFalse();
        (await TakeAsync(one, Now.AddSeconds(59))).ShouldBeTrue();
        (await TakeAsync(other, Now.AddSeconds(61))).ShouldBeFalse();
        (await TakeAsync(other, Now.AddSeconds(119))).ShouldBeTrue();
        (await TakeAsync(one, Now.AddSeconds(120))).ShouldBeFalse();

        Task<bool> TakeAsync(Guid holder, DateTimeOffset at) =>
            WriteAsync((session, token) => RecordingLeaseTable.TryTakeAsync(session, "work", holder, at, at.AddSeconds(60), token));
    }

    [Fact]
    public async Task A_life_is_deleted_when_nothing_refers_to_it()
    {
        var row = RecordingRows.Completed(NewId(), Now);
        await WriteAsync((session, token) => RecordingRows.AddAsync(session, [row], token));

        (await WriteAsync((session, token) => RecordingLifeTable.DeleteUnusedAsync(session, Now, token))).ShouldBe(0);
        await WriteAsync((session, token) => InterceptionTable.DeleteOldAsync(session, Now.AddHours(1), 10, token));
        (await WriteAsync((session, token) => RecordingLifeTable.DeleteUnusedAsync(session, Now, token))).ShouldBe(1);
        (await ReadAsync((session, token) => RecordingLifeTable.SealedKeyAsync(session, RecordingRows.Life.Id, token))).ShouldBeNull();
    }

    private Task<IReadOnlySet<Guid>> EndAsync(InterceptionRow row) => WriteAsync((session, token) => InterceptionTable.EndAsync(session, [row], token));

    private Task<InterceptionRow?> FindAsync(Guid id) => ReadAsync((session, token) => InterceptionTable.FindAsync(session, id, token));
}
