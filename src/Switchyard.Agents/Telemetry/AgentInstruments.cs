using System.Diagnostics.Metrics;
using Switchyard.Model.Agents;

namespace Switchyard.Agents.Telemetry;

/// <summary>The metrics of agents and chats.</summary>
internal sealed class AgentInstruments
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Switchyard";

    private static readonly AgentStatus[] States = [.. Enum.GetValues<AgentStatus>().Where(static status => status != AgentStatus.Retired)];

    // Owned by the factory.
    private readonly Counter<long> _dials;
    private readonly Histogram<double> _dialTimes;
    private readonly Counter<long> _validations;
    private readonly Counter<long> _turns;
    private readonly Counter<long> _repairs;
    private readonly Counter<long> _released;
    private Func<long>? _turnsRunning;
    private Func<IEnumerable<AgentStatus>>? _agents;

    /// <summary>Makes the instruments.</summary>
    public AgentInstruments(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _dials = meter.CreateCounter<long>("switchyard_dials_total", description: "Dials of agents by outcome: fast, slow, retried, switched, no_agent, failed or cancelled.");
        _dialTimes = meter.CreateHistogram<double>("switchyard_dial_seconds", "s", "Time to a connection or to giving up, by outcome.");
        _validations = meter.CreateCounter<long>("switchyard_dial_validations_total", description: "Questions which agent is the right one, by result: same, other, none, failed or ignored.");
        _turns = meter.CreateCounter<long>("switchyard_turns_total", description: "Turns of chats by outcome: completed, failed, cancelled or interrupted.");
        _repairs = meter.CreateCounter<long>("switchyard_binding_repairs_total", description: "Bindings that turns wrote, by cause (first, switched) and outcome (stored, lost, later).");
        _released = meter.CreateCounter<long>("switchyard_connections_released_total", description: "Connections to agents that ended, by reason.");
        meter.CreateObservableGauge("switchyard_agents", CountAgents, description: "Agents of all workspaces that are not retired, by state: connecting, connected, disconnected or timeout. Every node counts all of them.");
        meter.CreateObservableGauge("switchyard_turns_inflight", () => _turnsRunning?.Invoke() ?? 0, description: "Turns that run on this node.");
    }

    /// <summary>Where the gauge of turns reads.</summary>
    public void ReadTurns(Func<long> running) => _turnsRunning = running;

    /// <summary>Where the gauge of agents reads.</summary>
    public void ReadAgents(Func<IEnumerable<AgentStatus>> agents) => _agents = agents;

    /// <summary>A dial has ended.</summary>
    public void Dialled(string outcome, TimeSpan took)
    {
        _dials.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _dialTimes.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
    }

    /// <summary>A question was answered, or was not.</summary>
    public void Validated(string result) => _validations.Add(1, new KeyValuePair<string, object?>("result", result));

    /// <summary>A turn has ended.</summary>
    public void TurnEnded(string outcome) => _turns.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A turn stored a binding, or tried to.</summary>
    public void Repaired(string cause, string outcome) => _repairs.Add(1, new("cause", cause), new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A connection ended.</summary>
    public void Released(string reason) => _released.Add(1, new KeyValuePair<string, object?>("reason", reason));

    // Also a state that nobody is in is told, or a count would stand where it stood last.
    private IEnumerable<Measurement<long>> CountAgents()
    {
        var counts = (_agents?.Invoke() ?? []).CountBy(static status => status).ToDictionary();
        return States.Select(status => new Measurement<long>(counts.GetValueOrDefault(status), new KeyValuePair<string, object?>("state", AgentStates.NameOf(status))));
    }
}
