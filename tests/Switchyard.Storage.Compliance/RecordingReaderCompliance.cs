using Switchyard.Storage.Access;
using Switchyard.Storage.Recording;

namespace Switchyard.Storage.Compliance;

/// <summary>Reading what requests did: filters, order, pages, sums.</summary>
public abstract class RecordingReaderCompliance : StorageCompliance
{
    [Fact]
    [Trait("criterion", "PRV-121")]
    public async Task Pages_are_newest_first_and_stable_for_equal_times()
    {
        var rows = Enumerable.Range(0, 10).Select(i => RecordingRows.Completed(NewId(), Now.AddSeconds(i / 5))).ToList();
        await AddAsync(rows);
        var expected = rows.OrderByDescending(row => row.StartedAt).ThenByDescending(row => row.Id.ToString(), StringComparer.Ordinal).Select(row => row.Id).ToList();

        var found = new List<Guid>();
        (DateTimeOffset, Guid)? after = null;
        IReadOnlyList<InterceptionRow> page;
        do
        {
            page = await ReadAsync((session, token) => InterceptionReader.ListAsync(session, new InterceptionFilter(), 3, after, token));
            found.AddRange(page.Select(row => row.Id));
            after = page.Count == 0 ? null : (page[^1].StartedAt, page[^1].Id);
        }
        while (page.Count > 0);

        found.ShouldBe(expected);
    }

    [Fact]
    [Trait("criterion", "PRV-121")]
    public async Task What_the_groups_add_up_to_is_what_all_rows_are()
    {
        await AddAsync([.. Enumerable.Range(1, 12).Select(i => RecordingRows.Completed(NewId(), Now.AddHours(7 * i)) with
        {
            Status = i % 4 == 0 ? "failed" : "completed",
            Model = $"m{i % 3}",
            InputTokens = i,
            OutputTokens = 10 * i,
            CacheReadTokens = 100 * i,
            CacheWriteTokens = 1_000 * i,
            CacheWriteHourTokens = 10_000 * i,
            ReasoningTokens = 100_000 * i,
            CostNanos = i % 5 == 0 ? null : 1_000_000 * i,
        })]);
        var whole = await ReadAsync((session, token) => InterceptionReader.TotalsAsync(session, new InterceptionFilter(), token));
        (whole.Failed, whole.Unpriced, whole.ReasoningTokens).ShouldBe((3, 2, 7_800_000));

        foreach (var dimension in UsageReader.Dimensions)
        {
            UsageTotals.Of(await ReadAsync((session, token) => UsageReader.GroupAsync(session, new InterceptionFilter(), [dimension], 100, token))).ShouldBe(whole, dimension);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-121")]
    public async Task Each_filter_finds_what_it_names()
    {
        var userId = NewId();
        await WriteAsync((session, token) => UserTable.InsertAsync(
            session,
            new UserRow { Id = userId, Name = "ada", Role = "member", Enabled = true, Version = 1, CreatedAt = Now, UpdatedAt = Now },
            token));
        var other = RecordingRows.Running(NewId(), Now);
        var mine = RecordingRows.Completed(NewId(), Now.AddMinutes(5)) with
        {
            UserId = userId,
            AccessKeyId = NewId(),
            Provider = "anthropic",
            ProviderId = NewId(),
            Model = "claude",
            Client = "claude-code",
            Session = "s1",
            SessionId = NewId(),
            Status = "failed",
        };
        await AddAsync([other, mine]);

        InterceptionFilter[] filters =
        [
            new() { User = "ada" },
            new() { User = userId.ToString() },
            new() { AccessKey = mine.AccessKeyId },
            new() { Provider = "anthropic" },
            new() { Provider = mine.ProviderId.ToString() },
            new() { Model = "claude" },
            new() { Client = "claude-code" },
            new() { Session = "s1" },
            new() { Session = mine.SessionId.ToString() },
            new() { Status = "failed" },
            new() { StartedAfter = Now.AddMinutes(5) },
            new() { User = "ada", Model = "claude", Status = "failed", StartedAfter = Now, StartedBefore = Now.AddHours(1) },
        ];
        foreach (var filter in filters)
        {
            (await IdsAsync(filter)).ShouldBe([mine.Id], filter.ToString());
            (await ReadAsync((session, token) => InterceptionReader.TotalsAsync(session, filter, token))).Interceptions.ShouldBe(1, filter.ToString());
        }

        (await IdsAsync(new InterceptionFilter { StartedBefore = Now.AddMinutes(5) })).ShouldBe([other.Id]);
        (await IdsAsync(new InterceptionFilter { User = "nobody" })).ShouldBeEmpty();
        (await ReadAsync((session, token) => InterceptionReader.UserNamesAsync(session, [userId, NewId()], token))).ShouldBe([new(userId, "ada")]);

        async Task<IReadOnlyList<Guid>> IdsAsync(InterceptionFilter filter) =>
            [.. (await ReadAsync((session, token) => InterceptionReader.ListAsync(session, filter, 10, null, token))).Select(row => row.Id)];
    }

    [Fact]
    [Trait("criterion", "PRV-121")]
    public async Task Totals_are_sums_and_name_what_has_no_price()
    {
        await AddAsync(
        [
            RecordingRows.Completed(NewId(), Now) with { CacheReadTokens = 1, CacheWriteTokens = 2, CacheWriteHourTokens = 3, ReasoningTokens = 4 },
            RecordingRows.Completed(NewId(), Now) with { Status = "failed", CostNanos = null },
            RecordingRows.Running(NewId(), Now),
        ]);

        (await ReadAsync((session, token) => InterceptionReader.TotalsAsync(session, new InterceptionFilter(), token))).ShouldBe(new UsageTotals
        {
            Interceptions = 3,
            Failed = 1,
            InputTokens = 20,
            OutputTokens = 10,
            CacheReadTokens = 1,
            CacheWriteTokens = 2,
            CacheWriteHourTokens = 3,
            ReasoningTokens = 4,
            CostNanos = 100,
            Unpriced = 1,
        });
        (await ReadAsync((session, token) => InterceptionReader.TotalsAsync(session, new InterceptionFilter { User = "nobody" }, token))).ShouldBe(new UsageTotals());
    }

    [Fact]
    [Trait("criterion", "PRV-122")]
    public async Task Sessions_have_threads_with_tool_calls()
    {
        var sessionId = NewId();
        var root = InSession(RecordingRows.Completed(NewId(), Now));
        var child = InSession(RecordingRows.Completed(NewId(), Now.AddSeconds(1))) with { ParentId = root.Id, RootId = root.Id };
        var second = InSession(RecordingRows.Completed(NewId(), Now.AddSeconds(2)));
        var elsewhere = RecordingRows.Completed(NewId(), Now.AddSeconds(3)) with { Session = "b", SessionId = NewId() };
        await AddAsync([root, child, second, elsewhere, RecordingRows.Completed(NewId(), Now)]);
        await WriteAsync((session, token) => ToolUsageTable.InsertAsync(
            session,
            [
                new ToolUsageRow { InterceptionId = child.Id, Position = 0, UserId = RecordingRows.User, CallId = "c2", Name = "write" },
                new ToolUsageRow { InterceptionId = root.Id, Position = 0, UserId = RecordingRows.User, CallId = "c1", Name = "read" },
            ],
            token));

        await Database.ReadAsync(
            async (session, token) =>
            {
                var first = await SessionReader.ListAsync(session, new InterceptionFilter(), 1, null, token);
                first.Select(row => row.Id).ShouldBe([elsewhere.SessionId!.Value]);
                var rest = await SessionReader.ListAsync(session, new InterceptionFilter(), 10, (first[0].LastAt, first[0].Id), token);
                rest.Select(row => (row.Id, row.Session, row.Interceptions, row.InputTokens, row.FirstAt, row.LastAt)).ShouldBe([(sessionId, "a", 3, 30, Now, Now.AddSeconds(2))]);
                var (sessions, totals) = await SessionReader.TotalsAsync(session, new InterceptionFilter(), token);
                sessions.ShouldBe(2);
                totals.Interceptions.ShouldBe(4);

                (await SessionReader.FindAsync(session, sessionId, token))!.CostNanos.ShouldBe(300);
                (await SessionReader.FindAsync(session, root.Id, token)).ShouldBeNull();
                var threads = await SessionReader.ThreadsAsync(session, sessionId, 10, null, token);
                threads.Select(thread => (thread.RootId, thread.Interceptions)).ShouldBe([(second.Id, 1), (root.Id, 2)]);
                (await SessionReader.ThreadsAsync(session, sessionId, 10, (threads[0].LastAt, threads[0].RootId), token)).Select(thread => thread.RootId).ShouldBe([root.Id]);
                var calls = await SessionReader.ToolCallsAsync(session, sessionId, [root.Id, second.Id], 10, token);
                calls.Select(call => (call.RootId, call.InterceptionId, call.CallId, call.Name)).ShouldBe([(root.Id, root.Id, "c1", "read"), (root.Id, child.Id, "c2", "write")]);
                return true;
            },
            Ended);

        InterceptionRow InSession(InterceptionRow row) => row with { Session = "a", SessionId = sessionId };
    }

    [Fact]
    public async Task Usage_is_grouped_by_each_dimension()
    {
        var day = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);
        await AddAsync(
        [
            RecordingRows.Completed(NewId(), day),
            RecordingRows.Completed(NewId(), day.AddHours(23)) with { Model = "other" },
            RecordingRows.Completed(NewId(), day.AddHours(24)),
        ]);

        await Database.ReadAsync(
            async (session, token) =>
            {
                foreach (var dimension in UsageReader.Dimensions)
                {
                    (await UsageReader.GroupAsync(session, new InterceptionFilter(), [dimension], 10, token)).Sum(group => group.Interceptions).ShouldBe(3, dimension);
                }

                (await UsageReader.GroupAsync(session, new InterceptionFilter(), ["day", "model"], 10, token)).Select(group => (group.Key1, group.Key2, group.InputTokens))
                    .ShouldBe([("2026-11-20", "gpt", 10), ("2026-11-20", "other", 10), ("2026-11-21", "gpt", 10)]);
                (await UsageReader.GroupAsync(session, new InterceptionFilter(), ["model"], 1, token)).Count.ShouldBe(1);
                return true;
            },
            Ended);
    }

    [Fact]
    public async Task Values_begin_with_the_prefix()
    {
        await AddAsync([.. new[] { "gpt-4", "gpt-5", "gpt-5", "g%t", "o3" }.Select(model => RecordingRows.Completed(NewId(), Now) with { Model = model })]);

        (await ValuesAsync("gpt", 10)).ShouldBe(["gpt-4", "gpt-5"]);
        (await ValuesAsync("g%", 10)).ShouldBe(["g%t"]);
        (await ValuesAsync("", 2)).Count.ShouldBe(2);
        await Should.ThrowAsync<ArgumentException>(() => ReadAsync((session, token) => InterceptionReader.ValuesAsync(session, "id", "", 1, token)));

        Task<IReadOnlyList<string>> ValuesAsync(string prefix, int limit) => ReadAsync((session, token) => InterceptionReader.ValuesAsync(session, "model", prefix, limit, token));
    }

    private Task AddAsync(IReadOnlyList<InterceptionRow> rows) => WriteAsync((session, token) => RecordingRows.AddAsync(session, rows, token));
}
