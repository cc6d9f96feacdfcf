using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Switchyard.Gateway.Telemetry;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Model.Providers;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;

namespace Switchyard.Gateway.Tests.Telemetry;

public sealed class TelemetryTests
{
    private const string Path = "/sim/v1/chat/completions";

    [Fact]
    [Trait("criterion", "PRV-127")]
    public void Model_labels_are_bounded()
    {
        var labels = new ModelLabels();
        var seen = Enumerable.Range(0, 10_000).Select(i => labels.Of("p", $"m{i}", 200)).Distinct().ToArray();
        seen.Length.ShouldBe(201);
        seen.ShouldContain("other");
        labels.Of("p", "m3", 200).ShouldBe("m3");
        labels.Of("q", "m9999", 200).ShouldBe("m9999");
    }

    [Fact]
    [Trait("criterion", "PRV-126")]
    [Trait("criterion", "PRV-127")]
    public async Task Traffic_moves_the_metrics_and_no_label_names_a_user()
    {
        await using var rig = await GatewayRig.StartAsync();
        var meter = rig.Service<GatewayInstruments>().Meter;
        var seen = new ConcurrentDictionary<string, ConcurrentBag<string>>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (ReferenceEquals(instrument.Meter, meter)) { self.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, tags));
        listener.Start();
        await rig.ApplyAsync(rig.Provider("sim", keys: ["sk-a-0123456789", "sk-b-0123456789"]));
        rig.Simulator.Rules.Add(new SimulatorRule { Key = "sk-a-0123456789", Times = 1, Fault = Fault.Status(429) });
        rig.Simulator.Rules.Add(new SimulatorRule { Model = "bad", Fault = Fault.Status(500) });
        using (await rig.SendAsync(Path, GatewayRig.Chat()))
        using (await rig.SendAsync(Path, GatewayRig.Chat("bad")))
        using (await rig.Client.GetAsync(new Uri("/sim/v1/models/x", UriKind.Relative), GatewayRig.Ending))
        {
            await rig.IdleAsync();
        }

        listener.RecordObservableInstruments();
        foreach (var name in new[]
                 {
                     "switchyard_interceptions_total", "switchyard_interceptions_inflight", "switchyard_tokens_total", "switchyard_time_to_first_byte_seconds", "switchyard_overhead_seconds",
                     "switchyard_passthrough_total", "switchyard_prompts_total", "switchyard_provider_info", "switchyard_key_state", "switchyard_key_transitions_total",
                     "switchyard_upstream_attempts", "switchyard_interception_duration_seconds", "switchyard_leases_live", "switchyard_leases_retired", "switchyard_oldest_lease_seconds",
                     "switchyard_snapshots_live",
                 })
        {
            seen.ShouldContainKey(name);
        }

        seen["switchyard_interceptions_total"].Order(StringComparer.Ordinal).ShouldBe(["provider=sim,model=bad,status=failed", "provider=sim,model=gpt-sim,status=completed"]);
        seen["switchyard_passthrough_total"].ShouldBe(["provider=sim,route=/v1/models*,method=GET"]);
        foreach (var labels in seen.Values.SelectMany(static bag => bag))
        {
            labels.ShouldNotContain(rig.UserId.ToString());
            labels.ShouldNotContain("ada");
        }

        await rig.ApplyAsync([]);
        seen.Clear();
        listener.RecordObservableInstruments();
        seen.ShouldNotContainKey("switchyard_provider_info");
        seen.ShouldNotContainKey("switchyard_key_state");

        void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            seen.GetOrAdd(instrument.Name, static _ => []).Add(string.Join(',', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}")));
    }

    [Fact]
    [Trait("criterion", "PRV-126")]
    public async Task A_disabled_key_is_counted_in_no_state()
    {
        await using var rig = await GatewayRig.StartAsync();
        var meter = rig.Service<GatewayInstruments>().Meter;
        var healthy = 0;
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (ReferenceEquals(instrument.Meter, meter) && instrument.Name == "switchyard_key_state") { self.EnableMeasurementEvents(instrument); } } };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => healthy = tags.ToArray().Contains(new KeyValuePair<string, object?>("state", "healthy")) ? value : healthy);
        listener.Start();
        var provider = rig.Provider("sim", keys: ["sk-a-0123456789", "sk-b-0123456789"]);
        await rig.ApplyAsync(provider);
        using (await rig.SendAsync(Path, GatewayRig.Chat()))
        {
            await rig.IdleAsync();
        }

        listener.RecordObservableInstruments();
        healthy.ShouldBe(2);
        await rig.ApplyAsync(provider with { Keys = [provider.Keys[0] with { Enabled = false }, provider.Keys[1]] });
        listener.RecordObservableInstruments();
        healthy.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "PRV-128")]
    [Trait("criterion", "PRV-129")]
    public async Task A_request_is_one_span_of_the_clients_trace_with_a_child_for_each_attempt()
    {
        await using var rig = await GatewayRig.StartAsync();
        var source = rig.Service<GatewayInstruments>().Source;
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => ReferenceEquals(candidate, source),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await rig.ApplyAsync(rig.Provider("sim", keys: ["sk-a-0123456789", "sk-b-0123456789"]), rig.Provider("traced") with { Settings = new ProviderSettings { SendTrace = true } });
        rig.Simulator.Rules.Add(new SimulatorRule { Key = "sk-a-0123456789", Fault = Fault.Status(429) });
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        using (var response = await rig.SendAsync(Path, GatewayRig.Chat(stream: true), ("traceparent", Parent)))
        {
            await response.Content.ReadAsStringAsync(GatewayRig.Ending);
        }

        await rig.IdleAsync();
        rig.Simulator.Log.Last.Header("traceparent").ShouldBeNull();
        var root = spans.Single(static span => span.OperationName == "chat gpt-sim");
        root.ParentSpanId.ToString().ShouldBe("b7ad6b7169203331");
        root.GetTagItem("gen_ai.usage.output_tokens").ShouldNotBeNull();
        root.GetTagItem("switchyard.revision").ShouldBe(1L);
        spans.Count(span => span.ParentSpanId == root.SpanId && span.OperationName.StartsWith("attempt", StringComparison.Ordinal)).ShouldBe(2);
        spans.Count(span => span.ParentSpanId == root.SpanId && span.OperationName == "record").ShouldBe(1);

        using (await rig.SendAsync("/traced/v1/chat/completions", GatewayRig.Chat(), ("traceparent", Parent)))
        {
            rig.Simulator.Log.Last.Header("traceparent").ShouldStartWith("00-0af7651916cd43dd8448eb211c80319c-");
            rig.Simulator.Log.Last.Header("traceparent")!.ShouldNotContain("b7ad6b7169203331");
        }
    }
}
