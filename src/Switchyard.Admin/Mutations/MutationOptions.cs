using Switchyard.Admin.Problems;

namespace Switchyard.Admin.Mutations;

/// <summary>How a mutation is to be made, whoever asks for it.</summary>
internal sealed record MutationOptions
{
    /// <summary>Unconditional, written, not waited for.</summary>
    public static MutationOptions Plain { get; } = new();

    /// <summary>Entity tags of which the record must have one; null for any.</summary>
    public IReadOnlyList<string>? IfMatch { get; init; }

    /// <summary>Refuses (412) to make a record that is not there yet.</summary>
    public bool IfMatchAny { get; init; }

    /// <summary>Does everything and undoes it, for the difference it would make.</summary>
    public bool DryRun { get; init; }

    /// <summary>Time to wait for all nodes and connected gateways; null does not wait.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>What the author says about it; may be empty.</summary>
    public string Comment { get; init; } = "";

    /// <summary>Refuses (412) to replace a record that is there.</summary>
    public bool IfNoneMatch { get; init; }

    /// <summary>Ends requests on what is retired at once.</summary>
    public bool Cut { get; init; }

    /// <summary>The caller's name for it, or null.</summary>
    public IdempotencyToken? Idempotency { get; init; }

    /// <summary>Refuses (412) when the record, locked now, has another version than the caller saw.</summary>
    public void CheckMatch(string current)
    {
        if (IfMatch is not null && !IfMatch.Contains(current))
        {
            throw new ProblemException(Problem.PreconditionFailed(current));
        }
    }
}
