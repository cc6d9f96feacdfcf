using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Switchyard.Gateway.Telemetry;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Limits;
using Switchyard.Model.Pricing;
using Switchyard.Model.Providers;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Tools;

/// <summary>What is counted of loops, and the limits that they meet on their way.</summary>
public sealed class MeasureTests
{
    public static TheoryData<string, bool> Both() => BoundTests.Both();

    [Fact]
    [Trait("criterion", "TOL-70")]
    [Trait("criterion", "TOL-71")]
    [Trait("criterion", "TOL-72")]
    public async Task Loops_move_the_metrics_and_are_spans_and_no_label_is_a_tool_of_the_client()
    {
        await using var rig = await ToolRig.StartAsync();
        var instruments = rig.Gateway.Service<GatewayInstruments>();
        var seen = new ConcurrentDictionary<string, ConcurrentBag<string>>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (ReferenceEquals(instrument.Meter, instruments.Meter)) { self.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, tags, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, tags, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, tags, value));
        listener.Start();
        var spans = new ConcurrentQueue<Activity>();
        using var traces = new ActivityListener
        {
            ShouldListenTo = source => ReferenceEquals(source, instruments.Source),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(traces);

        rig.Script(static b => b with { Calls = [new("git__log"), new("clients_own")] }, static b => b with { Calls = [new("git__log")] });
        await rig.SendAsync("messages", stream: false, $",\"tools\":[{ToolRig.ClientTool("messages", "clients_own")},{ToolRig.ClientTool("messages", "files__read")}]");
        rig.Script(static b => b with { Calls = [new("files__read")] });
        await rig.SendAsync("messages", stream: true);
        await rig.Gateway.IdleAsync();

        seen["switchyard_tool_invocations_total"].Order(StringComparer.Ordinal).ShouldBe(["1 provider=claude,bundle=files,tool=read,outcome=ok", "1 provider=claude,bundle=git,tool=log,outcome=ok"]);
        seen["switchyard_tool_duration_seconds"].Count.ShouldBe(2);
        seen["switchyard_tool_loop_turns"].Order(StringComparer.Ordinal).ShouldBe(["1 ", "2 "]);
        seen["switchyard_tools_omitted_total"].ShouldBe(["1 reason=name_taken"]);
        seen["switchyard_tools_injected"].Count.ShouldBe(2);
        seen.Values.SelectMany(static bag => bag).ShouldAllBe(static labels => !labels.Contains("clients_own"));
        seen["switchyard_overhead_seconds"].Count.ShouldBe(2);

        var names = spans.GroupBy(static span => span.OperationName).ToDictionary(static group => group.Key, static group => group.Count());
        (names["tool_loop"], names["turn"], names["execute_tool log"], names["execute_tool read"]).ShouldBe((2, 3, 1, 1));
        var call = spans.First(static span => span.OperationName == "execute_tool log");
        call.GetTagItem("switchyard.bundle").ShouldBe("git");
        call.GetTagItem("switchyard.outcome").ShouldBe("ok");

        void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags, double value) => seen.GetOrAdd(instrument.Name, static _ => [])
            .Add($"{(instrument.Name.EndsWith("seconds", StringComparison.Ordinal) ? "" : value)} {string.Join(',', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"))}");
    }

    [Theory]
    [MemberData(nameof(Both))]
    [Trait("criterion", "TOL-33")]
    [Trait("criterion", "TOL-37")]
    public async Task A_rate_that_is_used_up_between_turns_ends_the_loop_with_the_error_of_the_dialect(string api, bool stream)
    {
        await using var rig = await ToolRig.StartAsync(new FakeTime());
        rig.Gateway.Model = rig.Gateway.Model with { Limits = [new LimitConfig { Name = "l", Scope = LimitScope.User, RequestsPerMinute = 2 }] };
        await rig.Gateway.ApplyAsync();
        rig.Script(static b => b with { SpeaksFirst = true, Calls = [new("git__log")] }, static b => b with { Calls = [new("git__log")] });
        if (stream)
        {
            using var torn = await TornStream.OpenAsync(rig.Gateway, ToolRig.Path(api), ToolRig.Body(api, stream));
            (await torn.ReadToTearAsync()).Split("rate_limited").Length.ShouldBe(2);
        }
        else
        {
            (await rig.SendAsync(api, stream)).Status.ShouldBe(429);
        }

        rig.Upstream.Count.ShouldBe(2);
        (await rig.Gateway.Recorder.EndAsync()).Turns.Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Both))]
    [Trait("criterion", "TOL-33")]
    public async Task A_budget_with_room_for_one_more_turn_makes_that_the_last(string api, bool stream)
    {
        await using var rig = await ToolRig.StartAsync(new FakeTime());
        rig.Gateway.Model = rig.Gateway.Model with
        {
            // What a turn may cost is its 1,000 or 1,024 tokens of output; what the first does cost is next to nothing.
            Prices = [new PriceConfig { Provider = "*", Model = "*", Input = 0, Output = 1000m }],
            Limits = [new LimitConfig { Name = "l", Scope = LimitScope.User, Budget = 1.6m }],
        };
        await rig.Gateway.ApplyAsync();
        rig.Script(static b => b with { Calls = [new("git__log")] }, static b => b with { Calls = [new("git__log")] });
        var reply = await rig.SendAsync(api, stream);
        reply.Status.ShouldBe(200, reply.Text);
        reply.Calls.ShouldBeEmpty();
        rig.Upstream.Count.ShouldBe(2);
        rig.Upstream[^1]["tool_choice"]!.ToJsonString().ShouldContain("none");
        rig.Tools.Calls.Count.ShouldBe(1);
    }
}
