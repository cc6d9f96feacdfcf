using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Tools.Injection;

namespace Switchyard.Gateway.Tools.Loop;

/// <summary>What all turns of a loop used and called, for the record of the request.</summary>
/// <param name="plan">What the request was given.</param>
internal sealed class LoopTally(ToolPlan plan) : IMeteredAnswer
{
    private readonly List<TurnUsage> _turns = [];
    private readonly List<ToolCall> _calls = [];
    private readonly List<string> _reasoning = [];
    private UsageTally _usage;

    /// <summary>The turns, in their order.</summary>
    public IReadOnlyList<TurnUsage> Turns => _turns;

    /// <inheritdoc />
    public UsageTally Usage => _usage;

    /// <inheritdoc />
    public IReadOnlyList<ToolCall> ToolCalls => _calls;

    /// <inheritdoc />
    public string? ResponseId { get; private set; }

    /// <inheritdoc />
    public string? Reasoning => _reasoning.Count == 0 ? null : string.Concat(_reasoning);

    /// <summary>The attempt that answered last.</summary>
    public Attempt? Attempt { get; private set; }

    /// <summary>A turn has ended, however it did.</summary>
    public void Add(Attempt? attempt, string model, IMeteredAnswer? meter, TimeSpan duration)
    {
        Attempt = attempt ?? Attempt;
        var usage = meter?.Usage ?? default;
        _usage = Sum(_usage, usage);
        ResponseId ??= meter?.ResponseId;
        if (meter?.Reasoning is { } reasoning)
        {
            _reasoning.Add(reasoning);
        }

        foreach (var call in meter?.ToolCalls ?? [])
        {
            // One that is not run, because the answer ends before, has a run of nothing.
            _calls.Add(plan.Tools.TryGetValue(call.Name, out var tool) ? call with { Run = new ToolRun(tool.Bundle.Bundle, tool.Tool.Name, TimeSpan.Zero, "refused", "not_run") } : call);
        }

        _turns.Add(new TurnUsage(attempt?.Provider.Config.Name ?? "", attempt?.Model ?? model, meter?.ResponseId, usage, duration));
    }

    /// <summary>The calls of the newest turn were run, in the order of the model.</summary>
    public void Ran(IEnumerable<ToolRun> runs)
    {
        using var run = runs.GetEnumerator();
        for (var i = 0; i < _calls.Count; i++)
        {
            if (_calls[i].Run is { ErrorClass: "not_run" } && run.MoveNext())
            {
                _calls[i] = _calls[i] with { Run = run.Current };
            }
        }
    }

    private static UsageTally Sum(UsageTally one, UsageTally two) => new()
    {
        Input = one.Input + two.Input,
        Output = one.Output + two.Output,
        CacheRead = one.CacheRead + two.CacheRead,
        CacheWrite = one.CacheWrite + two.CacheWrite,
        CacheWriteHour = one.CacheWriteHour + two.CacheWriteHour,
        Reasoning = one.Reasoning + two.Reasoning,
        InputAudio = one.InputAudio + two.InputAudio,
        OutputAudio = one.OutputAudio + two.OutputAudio,
        AcceptedPrediction = one.AcceptedPrediction + two.AcceptedPrediction,
        RejectedPrediction = one.RejectedPrediction + two.RejectedPrediction,
        WebSearches = one.WebSearches + two.WebSearches,
        Reported = one.Reported || two.Reported,
    };
}
