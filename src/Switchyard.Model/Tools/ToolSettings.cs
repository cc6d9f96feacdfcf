using Switchyard.Model.Bundles;

namespace Switchyard.Model.Tools;

/// <summary>How tools of workspaces are given to intercepted requests, and how their calls are run (section <c>server.tools</c>).</summary>
public sealed record ToolSettings
{
    /// <summary>The defaults.</summary>
    public static ToolSettings Default { get; } = new();

    /// <summary>Turns of one request after which the model must come to an end. 1 to 1,000.</summary>
    public int LoopTurns { get; init; } = 20;

    /// <summary>Calls of one request that are run. 1 to 10,000.</summary>
    public int LoopCalls { get; init; } = 64;

    /// <summary>Time of one request after which no call is begun any more. 1 s to 1 d.</summary>
    public TimeSpan LoopTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Calls of one turn that run at once. 1 to 64.</summary>
    public int ParallelCalls { get; init; } = 8;

    /// <summary>Whether models are kept from calling several tools in one turn; if not, it is as the client says.</summary>
    public bool OneCallPerTurn { get; init; }

    /// <summary>Most tools of a request, the client's included. 1 to 10,000.</summary>
    public int MaxTools { get; init; } = 128;

    /// <summary>Most bytes of all definitions that are added to a request. 1 KiB to 16 MiB.</summary>
    public int MaxDefinitionBytes { get; init; } = 512 << 10;

    /// <summary>Most bytes of one definition. 256 B to 16 MiB.</summary>
    public int MaxToolBytes { get; init; } = 64 << 10;

    /// <summary>Most bytes of text of one result. 1 KiB to 16 MiB.</summary>
    public int MaxResultBytes { get; init; } = 256 << 10;

    /// <summary>Most bytes of all images of one result. 0 to 64 MiB.</summary>
    public int MaxImageBytes { get; init; } = 5 << 20;

    /// <summary>How long calls and results are kept for a client that has calls of its own to answer. 1 s to 7 d.</summary>
    public TimeSpan KeepResults { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long the id of a response that took several turns is translated. 1 s to 365 d.</summary>
    public TimeSpan KeepResponseIds { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Patterns (<c>*</c>, <c>?</c>) of models that get no tools. At most 100.</summary>
    public IReadOnlyList<string> SkipModels { get; init; } = ["*haiku*"];

    /// <summary>The <c>strict</c> of definitions in the formats of OpenAI.</summary>
    public bool Strict { get; init; }

    /// <summary>Whether <paramref name="model"/> gets no tools.</summary>
    public bool Skips(string model)
    {
        foreach (var pattern in SkipModels)
        {
            if (BundlePattern.IsMatch(pattern, model))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc />
    public bool Equals(ToolSettings? other) =>
        other is not null && LoopTurns == other.LoopTurns && LoopCalls == other.LoopCalls && LoopTime == other.LoopTime && ParallelCalls == other.ParallelCalls
        && OneCallPerTurn == other.OneCallPerTurn && MaxTools == other.MaxTools && MaxDefinitionBytes == other.MaxDefinitionBytes && MaxToolBytes == other.MaxToolBytes
        && MaxResultBytes == other.MaxResultBytes && MaxImageBytes == other.MaxImageBytes && KeepResults == other.KeepResults && KeepResponseIds == other.KeepResponseIds
        && SkipModels.SequenceEqual(other.SkipModels, StringComparer.Ordinal) && Strict == other.Strict;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(LoopTurns, LoopCalls, LoopTime, ParallelCalls, MaxTools, MaxResultBytes, SkipModels.Count, Strict);
}
