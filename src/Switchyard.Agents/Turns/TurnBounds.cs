using Switchyard.Model.Bundles;
using Switchyard.Model.Tools;

namespace Switchyard.Agents.Turns;

/// <summary>What one turn may still do: the bounds of loops of tools (<c>server.tools</c>), as they were when it began.</summary>
internal sealed class TurnBounds(ToolSettings settings, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private int _calls;

    /// <summary>The bounds.</summary>
    public ToolSettings Settings { get; } = settings;

    /// <summary>Time in which calls may run; not less than nothing.</summary>
    public TimeSpan Left => TimeSpan.FromTicks(Math.Max(0, (Settings.LoopTime - time.GetElapsedTime(_began)).Ticks));

    /// <summary>Whether the <paramref name="round"/>-th answer may make calls that are run.</summary>
    public bool MayGoOn(int round) => round < Settings.LoopTurns && _calls < Settings.LoopCalls && Left > TimeSpan.Zero;

    /// <summary>Takes the place of one call. False when there is none left.</summary>
    public bool TryCall() => Interlocked.Increment(ref _calls) <= Settings.LoopCalls;

    /// <summary>As much of an offer as a request may have, and its access key's patterns allow.</summary>
    public ToolOffer Cut(ToolOffer offer, IReadOnlyList<string>? patterns)
    {
        var left = Settings.MaxDefinitionBytes;
        var chosen = new List<OfferedTool>(Math.Min(offer.Tools.Count, Settings.MaxTools));
        foreach (var tool in offer.Tools)
        {
            var size = tool.Tool.Definition.Length;
            if (chosen.Count < Settings.MaxTools && size <= Settings.MaxToolBytes && size <= left && (patterns?.Any(pattern => BundlePattern.IsMatch(pattern, tool.FullName)) ?? true))
            {
                chosen.Add(tool);
                left -= size;
            }
        }

        return chosen.Count == offer.Tools.Count ? offer : new ToolOffer(chosen, offer.Unlisted);
    }
}
