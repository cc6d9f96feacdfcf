using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Tasks;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>What is counted.</summary>
public sealed class MetricTests
{
    [Fact]
    public async Task Requests_are_counted_by_method_and_outcome_and_clients_as_long_as_they_are_there()
    {
        await using var node = await McpNode.StartAsync();
        using var metrics = new Collected(node);
        await node.InstallAsync("files");
        var session = await node.InitializeAsync();
        await node.AskAsync(session, "tools/call", new JsonObject { ["name"] = "files__echo" });
        await node.AskAsync(session, "tools/call", new JsonObject { ["name"] = "files__none" });
        await node.AskAsync(session, "made/up");
        await node.Yard.Supervisor.SettledAsync(new BundleKey("team", "files"), await node.Yard.ApplyAsync(node.Yard[new BundleKey("team", "files")] with { Enabled = false }), Testing.Runs.Patience.Token);
        await node.AskAsync(session, "tools/call", new JsonObject { ["name"] = "files__echo" });
        using (await node.SendAsync(Raw.Post(node.Team, Raw.Request("ping"), "sy_unknown")))
        {
        }

        metrics.Read("switchyard_mcp_requests_total").ShouldBe(["initialize/ok 1", "other/error 1", "other/refused 1", "tools/call/error 1", "tools/call/ok 1", "tools/call/tool_error 1"]);
        using (await node.SendAsync(Raw.Get(node.Team, session)))
        using (await node.SendAsync(Raw.AskStateless(node.Team, "subscriptions/listen")))
        {
            metrics.Read("switchyard_mcp_sessions").ShouldBe([" 2"]);
        }
    }

    [Fact]
    [Trait("criterion", "BND-44")]
    public async Task Tasks_are_counted_by_outcome_and_as_they_stand()
    {
        await using var rig = await TaskRig.StartAsync();
        using var metrics = new Collected(rig.Node);
        var client = await TaskClient.BeginAsync(rig.Node);
        await client.MakeAsync();
        await client.CancelAsync(await client.MakeAsync());
        await rig.Node.Recorder.NextAsync();
        rig.Server.OnCall = static (_, _) => throw new ServerErrorException(-31999, "not today", null);
        await client.CallAsync("files__run", []);
        metrics.Read("switchyard_mcp_tasks").ShouldBe(["cancelled 1", "completed 0", "failed 0", "input_required 0", "working 1"]);
        metrics.Read("switchyard_mcp_tasks_total").ShouldBe(["cancelled 1", "refused 1"]);

        rig.Server.End("task-1", TaskServer.Text("done"));
        await rig.PollAsync();
        await rig.Node.Recorder.NextAsync();
        await rig.Node.Recorder.NextAsync();
        metrics.Read("switchyard_mcp_tasks").ShouldBe(["cancelled 1", "completed 1", "failed 0", "input_required 0", "working 0"]);
        metrics.Read("switchyard_mcp_tasks_total").ShouldBe(["cancelled 1", "completed 1", "refused 1"]);
        metrics.Read("switchyard_mcp_task_result_bytes").ShouldBe([" 54"]);
    }

    private sealed class Collected : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly SortedDictionary<string, long> _values = new(StringComparer.Ordinal);

        public Collected(McpNode node)
        {
            var factory = node.Services.GetService(typeof(IMeterFactory));
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) => Take(instrument, value, labels));
            _listener.SetMeasurementEventCallback<int>((instrument, value, labels, _) => Take(instrument, value, labels));
            _listener.Start();
        }

        public IEnumerable<string> Read(string name)
        {
            _listener.RecordObservableInstruments();
            lock (_values)
            {
                return [.. _values.Where(pair => pair.Key.StartsWith($"{name} ", StringComparison.Ordinal)).Select(pair => $"{pair.Key[(name.Length + 1)..]} {pair.Value}")];
            }
        }

        public void Dispose() => _listener.Dispose();

        private void Take(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
        {
            var key = $"{instrument.Name} {string.Join('/', labels.ToArray().Select(label => label.Value))}";
            lock (_values)
            {
                _values[key] = instrument is Counter<long> ? _values.GetValueOrDefault(key) + value : value;
            }
        }
    }
}
