using System.Diagnostics;
using System.Diagnostics.Metrics;
using Switchyard.Gateway.Telemetry;

namespace Switchyard.Gateway.Tools.Telemetry;

/// <summary>Metrics and spans of tools. Labels are names from the configuration and of injected tools; what clients call their own tools is never one.</summary>
internal sealed class ToolInstruments
{
    private readonly ActivitySource _source;
    private readonly Counter<long> _invocations;
    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _turns;
    private readonly Counter<long> _limited;
    private readonly Counter<long> _injected;
    private readonly Counter<long> _omitted;

    /// <summary>Makes the instruments.</summary>
    public ToolInstruments(GatewayInstruments gateway)
    {
        _source = gateway.Source;
        _invocations = gateway.Meter.CreateCounter<long>("switchyard_tool_invocations_total", description: "Calls of tools of bundles.");
        _duration = gateway.Meter.CreateHistogram<double>("switchyard_tool_duration_seconds", "s", "Time of calls of tools of bundles.");
        _turns = gateway.Meter.CreateHistogram<int>("switchyard_tool_loop_turns", description: "Turns of requests that were given tools.");
        _limited = gateway.Meter.CreateCounter<long>("switchyard_tool_loop_limited_total", description: "Requests that met a bound of their loop.");
        _injected = gateway.Meter.CreateCounter<long>("switchyard_tools_injected", description: "Definitions of tools that requests were given.");
        _omitted = gateway.Meter.CreateCounter<long>("switchyard_tools_omitted_total", description: "Definitions of tools that requests were not given.");
    }

    /// <summary>A request is given so many tools.</summary>
    public void Injected(int count) => _injected.Add(count);

    /// <summary>So many tools are left out of a request.</summary>
    public void Omitted(int count, string reason)
    {
        if (count > 0)
        {
            _omitted.Add(count, new KeyValuePair<string, object?>("reason", reason));
        }
    }

    /// <summary>A call has ended.</summary>
    public void Called(string provider, string bundle, string tool, string outcome, TimeSpan duration)
    {
        _invocations.Add(1, new("provider", provider), new("bundle", bundle), new("tool", tool), new KeyValuePair<string, object?>("outcome", outcome));
        _duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("bundle", bundle));
    }

    /// <summary>A loop has ended after so many turns.</summary>
    public void Looped(int turns) => _turns.Record(turns);

    /// <summary>A loop met a bound.</summary>
    public void Limited(string reason) => _limited.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Begins the span of a loop.</summary>
    public Activity? StartLoop(string workspace) => _source.HasListeners() ? _source.StartActivity("tool_loop")?.SetTag("switchyard.workspace", workspace) : null;

    /// <summary>Begins the span of a turn.</summary>
    public Activity? StartTurn(int number) => _source.HasListeners() ? _source.StartActivity("turn")?.SetTag("switchyard.turn", number) : null;

    /// <summary>Begins the span of a call.</summary>
    public Activity? StartCall(string bundle, string tool) => _source.HasListeners()
        ? _source.StartActivity("execute_tool " + tool)?.SetTag("gen_ai.operation.name", "execute_tool").SetTag("gen_ai.tool.name", tool).SetTag("switchyard.bundle", bundle)
        : null;
}
