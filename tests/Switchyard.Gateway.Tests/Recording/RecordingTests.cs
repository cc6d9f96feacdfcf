using System.Text;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Recording;
using Switchyard.Model.Pricing;
using Switchyard.Model.Recording;
using Switchyard.Storage.Recording;

namespace Switchyard.Gateway.Tests.Recording;

public sealed class RecordingTests : IAsyncLifetime
{
    private const string Canary = "canary-text-that-must-not-be-readable";
    private RecordingRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await RecordingRig.StartAsync();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    [Trait("criterion", "PRV-117")]
    public async Task Everything_known_of_a_request_is_recorded()
    {
        var start = _rig.Start("the prompt");
        _rig.Recorder.TryStart(start).ShouldBeTrue();
        var end = _rig.End(start, [new ToolCall("call_1", "read", "{\"a\":1}")], "the reasoning");
        _rig.Recorder.End(end);

        await _rig.DrainAsync();

        var row = (await _rig.FindAsync(start.Id))!;
        row.ShouldBe(new InterceptionRow
        {
            Id = start.Id,
            RootId = start.Id,
            LifeId = _rig.Journal.Life.Id,
            NodeId = RecordingRig.Node,
            Node = "node-a",
            Status = "completed",
            StartedAt = start.StartedAt,
            EndedAt = end.EndedAt,
            Revision = 42,
            UserId = RecordingRig.User,
            AccessKeyId = RecordingRig.AccessKey,
            ProviderId = RecordingRig.Provider,
            Provider = "openai",
            ProviderKeyId = RecordingRig.ProviderKey,
            CredentialKind = "pool",
            CredentialHint = "…wxyz",
            Model = "gpt-5",
            Route = "fast",
            Format = "responses",
            Stream = true,
            Client = "codex",
            Session = "session-1",
            SessionId = row.SessionId,
            AgentSession = RecordingRig.AccessKey,
            AgentSequence = 9,
            HttpStatus = 200,
            Attempts = 2,
            FirstByteMicros = 12_500,
            ResponseId = "resp_1",
            UsageReported = true,
            InputTokens = 100,
            OutputTokens = 10,
            CacheReadTokens = 3,
            CostNanos = 123_000,
            Children = 3,
        });
        row.SessionId.ShouldNotBeNull();
        var (texts, calls) = await _rig.ReadAsync(async (session, token) =>
            (await InterceptionTextTable.ListAsync(session, start.Id, token), await ToolUsageTable.ListAsync(session, start.Id, token)));
        Opened(RecordedText.Prompt, texts.Single(text => text.Kind == "prompt").Sealed).ShouldBe("the prompt");
        Opened(RecordedText.Reasoning, texts.Single(text => text.Kind == "reasoning").Sealed).ShouldBe("the reasoning");
        calls.Single().Name.ShouldBe("read");
        Opened(RecordedText.ToolInput, calls.Single().InputSealed).ShouldBe("{\"a\":1}");
        Opened(RecordedText.Reasoning, texts.Single(text => text.Kind == "prompt").Sealed).ShouldBeNull("a text moved elsewhere does not open");

        string? Opened(RecordedText kind, byte[]? value) => _rig.Sealer.Open(start.Id, kind, 0, value) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;
    }

    [Fact]
    [Trait("criterion", "TOL-54")]
    [Trait("criterion", "TOL-67")]
    [Trait("criterion", "TOL-68")]
    public async Task Turns_and_runs_of_tools_are_recorded_each_at_its_price()
    {
        _rig.Prices = [new PriceConfig { Provider = "openai", Model = "gpt*", Input = 1m, Output = 10m }, new PriceConfig { Provider = "other", Model = "gpt*", Input = 2m, Output = 20m }];
        await _rig.ApplyAsync();
        var start = _rig.Start();
        _rig.Recorder.TryStart(start).ShouldBeTrue();
        var usage = new UsageTally { Input = 10, Output = 5, Reported = true };
        _rig.Recorder.End(_rig.End(start) with
        {
            Turns = [new TurnUsage("openai", "gpt-5", "r1", usage, TimeSpan.FromMilliseconds(3)), new TurnUsage("other", "gpt-5", null, usage with { Reasoning = 2 }, TimeSpan.FromMilliseconds(4))],
            ToolCalls =
            [
                new ToolCall("c1", "files__read", "{\"a\":1}") { Run = new ToolRun("files", "read", TimeSpan.FromMilliseconds(7), "failed", "call_timeout") },
                new ToolCall("c2", "mine", "{}") { Kind = "custom" },
            ],
        });
        await _rig.DrainAsync();

        (await _rig.FindAsync(start.Id))!.CostNanos.ShouldBe(60_000 + 120_000);
        var (turns, calls) = await _rig.ReadAsync(async (session, token) =>
            (await InterceptionTurnTable.ListAsync(session, start.Id, token), await ToolUsageTable.ListAsync(session, start.Id, token)));
        turns.Select(static turn => (turn.Position, turn.Provider, turn.ResponseId, turn.DurationMicros, turn.ReasoningTokens, turn.CostNanos))
            .ShouldBe([(0, "openai", "r1", 3000, 0, 60_000), (1, "other", null, 4000, 2, 120_000)]);
        calls.Select(static call => (call.Name, call.Kind, call.Injected, call.Bundle, call.Tool, call.Outcome, call.ErrorClass, call.DurationMicros))
            .ShouldBe([("files__read", "function", true, "files", "read", "failed", "call_timeout", 7000), ("mine", "custom", false, null, null, null, null, null)]);
    }

    [Fact]
    [Trait("criterion", "PRV-118")]
    public async Task A_request_in_flight_is_running_and_its_end_completes_it()
    {
        var start = _rig.Start();
        _rig.Recorder.TryStart(start).ShouldBeTrue();
        await _rig.DrainAsync();
        (await _rig.FindAsync(start.Id))!.Status.ShouldBe("running");

        _rig.Recorder.End(_rig.End(start) with { Status = InterceptionStatus.Cancelled, Estimated = true });
        await _rig.DrainAsync();
        var row = (await _rig.FindAsync(start.Id))!;
        row.Status.ShouldBe("cancelled");
        row.Estimated.ShouldBeTrue();
        row.InputTokens.ShouldBe(100);
    }

    [Fact]
    [Trait("criterion", "PRV-116")]
    public async Task Cost_and_spend_follow_the_price_of_the_start()
    {
        var start = _rig.Start();
        _rig.Recorder.TryStart(start).ShouldBeTrue();
        _rig.Prices = [new PriceConfig { Provider = "*", Model = "gpt*", Input = 1000m, Output = 1000m }];
        await _rig.ApplyAsync();
        _rig.Recorder.End(_rig.End(start));
        var dearer = _rig.Record();
        await _rig.DrainAsync();

        (await _rig.FindAsync(start.Id))!.CostNanos.ShouldBe(123_000);
        (await _rig.FindAsync(dearer.Id))!.CostNanos.ShouldBe(113_000_000);
        var spend = await _rig.SpendOfUserAsync();
        spend.CostNanos.ShouldBe(113_123_000);
        spend.Requests.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "PRV-116")]
    public async Task A_model_without_a_price_has_no_cost_and_is_counted()
    {
        var start = _rig.Start(model: "unheard-of");
        _rig.Recorder.TryStart(start).ShouldBeTrue();
        _rig.Recorder.End(_rig.End(start));
        await _rig.DrainAsync();

        (await _rig.FindAsync(start.Id))!.CostNanos.ShouldBeNull();
        (await _rig.SpendOfUserAsync()).ShouldBe(new SpendRow("2026-01", "user", RecordingRig.User, 0, 1, 1));
    }

    [Theory]
    [InlineData(PromptRecording.Full)]
    [InlineData(PromptRecording.Hash)]
    [InlineData(PromptRecording.Off)]
    [Trait("criterion", "PRV-120")]
    [Trait("criterion", "PRV-32")]
    public async Task No_text_is_readable_in_any_file_and_none_is_there_when_texts_are_off(PromptRecording mode)
    {
        _rig.Config = _rig.Config with { Prompts = mode };
        await _rig.ApplyAsync();
        var start = _rig.Start(Canary);
        _rig.Recorder.TryStart(start).ShouldBeTrue();
        _rig.Recorder.End(_rig.End(start, [new ToolCall("c", "tool", Canary)], Canary));
        FilesWith(Canary).ShouldBeEmpty();
        await _rig.DrainAsync();
        FilesWith(Canary).ShouldBeEmpty();

        var (texts, calls) = await _rig.ReadAsync(async (session, token) =>
            (await InterceptionTextTable.ListAsync(session, start.Id, token), await ToolUsageTable.ListAsync(session, start.Id, token)));
        texts.Count.ShouldBe(mode == PromptRecording.Off ? 0 : 2);
        texts.ShouldAllBe(text => (text.Sealed != null) == (mode == PromptRecording.Full) && (text.Hash != null) == (mode == PromptRecording.Hash));
        calls.Single().Name.ShouldBe("tool");
        (calls.Single().InputSealed is not null).ShouldBe(mode == PromptRecording.Full);
        FilesWith("resp_1").ShouldNotBeEmpty("the search finds what is there");
    }

    [Fact]
    [Trait("criterion", "PRV-120")]
    public async Task Switching_texts_off_or_on_under_a_running_request_keeps_its_later_texts_out()
    {
        var began = _rig.Start("prompt");
        _rig.Recorder.TryStart(began).ShouldBeTrue();
        _rig.Config = _rig.Config with { Prompts = PromptRecording.Off };
        await _rig.ApplyAsync();
        _rig.Recorder.End(_rig.End(began, reasoning: "secret"));
        var beganOff = _rig.Start("prompt");
        _rig.Recorder.TryStart(beganOff).ShouldBeTrue();
        _rig.Config = _rig.Config with { Prompts = PromptRecording.Full };
        await _rig.ApplyAsync();
        _rig.Recorder.End(_rig.End(beganOff, reasoning: "secret"));
        await _rig.DrainAsync();

        (await _rig.CountAsync($"interception_texts where interception_id = '{began.Id}' and kind = 'reasoning'")).ShouldBe(0);
        (await _rig.CountAsync($"interception_texts where interception_id = '{beganOff.Id}'")).ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "PRV-119")]
    public async Task A_thread_is_followed_by_tool_call_ids_within_a_batch_and_over_batches()
    {
        var first = _rig.Record(tools: [new ToolCall("call_1", "x", "{}")]);
        var second = _rig.Record(toolResultId: "call_1", tools: [new ToolCall("call_2", "x", "{}")]);
        await _rig.DrainAsync();
        var third = _rig.Record(toolResultId: "call_2", tools: [new ToolCall("call_1", "x", "{}")]);
        var unknown = _rig.Record(toolResultId: "call_9");
        await _rig.DrainAsync();
        var fourth = _rig.Record(toolResultId: "call_1");
        await _rig.DrainAsync();

        (await ThreadOf(first)).ShouldBe((null, first.Id));
        (await ThreadOf(second)).ShouldBe((first.Id, first.Id));
        (await ThreadOf(third)).ShouldBe((second.Id, first.Id));
        (await ThreadOf(unknown)).ShouldBe((null, unknown.Id));
        (await ThreadOf(fourth)).ShouldBe((third.Id, first.Id), "the newest interception with that call id is the parent");

        async Task<(Guid?, Guid)> ThreadOf(InterceptionStart start)
        {
            var row = (await _rig.FindAsync(start.Id))!;
            return (row.ParentId, row.RootId);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-24")]
    public async Task The_last_use_of_keys_is_at_most_half_a_minute_late()
    {
        _rig.Record();
        await _rig.DrainAsync();
        _rig.Time.Advance(TimeSpan.FromSeconds(31));
        var last = _rig.Record();
        await _rig.DrainAsync();

        foreach (var (kind, id) in new[] { (LastUsedKind.AccessKey, RecordingRig.AccessKey), (LastUsedKind.ProviderKey, RecordingRig.ProviderKey) })
        {
            (await _rig.ReadAsync((session, token) => LastUsedTable.ListAsync(session, kind, token)))[id].ShouldBe(last.StartedAt.AddSeconds(1));
        }
    }

    [Fact]
    [Trait("criterion", "PRV-125")]
    public async Task Each_record_is_one_log_line_before_the_database_is_written()
    {
        _rig.Config = _rig.Config with { LogRecords = true };
        await _rig.ApplyAsync();
        var start = _rig.Start(Canary);
        var linesBeforeWrite = -1;
        _rig.Database.Before = _ => linesBeforeWrite = _rig.Log.Lines.Count;
        _rig.Recorder.TryStart(start).ShouldBeTrue();
        _rig.Recorder.End(_rig.End(start, reasoning: Canary));
        await _rig.DrainAsync();

        linesBeforeWrite.ShouldBe(2);
        _rig.Log.Lines.ShouldAllBe(line => line.Text.Contains(start.Id.ToString()) && !line.Text.Contains(Canary));
        _rig.Log.Lines.Last().Text.ShouldContain("cost 0.000123 USD");
    }

    [Fact]
    public async Task Long_and_odd_texts_are_cut_and_cleaned_not_refused()
    {
        var start = _rig.Start(new string('\u20ac', 400_000)) with { Model = "a\0b" + new string('m', 1000), Session = "\ud800" };
        _rig.Recorder.TryStart(start).ShouldBeTrue();
        _rig.Recorder.End(_rig.End(start, [.. Enumerable.Range(0, 1000).Select(i => new ToolCall("c" + i, "t", new string('x', 10_000)))], new string('r', 5_000_000)));
        await _rig.DrainAsync();

        var row = (await _rig.FindAsync(start.Id))!;
        row.Status.ShouldBe("completed");
        row.Model.ShouldStartWith("a\ufffdb");
        row.Model.Length.ShouldBe(256);
        (await _rig.CountAsync("interception_texts where truncated")).ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "PRV-114")]
    public async Task Without_room_a_start_is_refused_and_an_end_waits_in_memory()
    {
        var started = new List<InterceptionStart>();
        _rig.Journal.MaxBytes = 0;
        while (true)
        {
            var start = _rig.Start(new string('p', 50_000));
            if (!_rig.Recorder.TryStart(start))
            {
                break;
            }

            started.Add(start);
        }

        started.Count.ShouldBeGreaterThan(10);
        foreach (var start in started)
        {
            _rig.Recorder.End(_rig.End(start, reasoning: new string('r', 100_000)));
        }

        await _rig.DrainAsync();
        (await _rig.CountAsync("interceptions where status = 'completed'")).ShouldBeLessThan(started.Count, "the journal took them all: the test did not fill it");
        _rig.Journal.MaxBytes = 1L << 30;
        for (var i = 0; i < 10; i++)
        {
            _rig.Journal.Maintain();
            _rig.Recorder.AppendLate();
        }

        await _rig.DrainAsync();
        (await _rig.CountAsync("interceptions where status = 'completed'")).ShouldBe(started.Count);
    }

    private IEnumerable<string> FilesWith(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var path in Directory.EnumerateFiles(_rig.Directory, "*", SearchOption.AllDirectories))
        {
            using var content = new MemoryStream();
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                file.CopyTo(content);
            }
            catch (IOException)
            {
                // Lock files.
                continue;
            }

            if (content.GetBuffer().AsSpan(0, (int)content.Length).IndexOf(bytes) >= 0)
            {
                yield return path;
            }
        }
    }
}
