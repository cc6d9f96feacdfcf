using Switchyard.Faults.Verdicts;
using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Injection;

/// <summary>Something that is done to the system for a while.</summary>
/// <param name="kind">Its name in the ledger.</param>
/// <param name="nodes">Whom it is done to.</param>
/// <param name="hindered">Whom it may keep from being up to date.</param>
internal abstract class Fault(string kind, IReadOnlyList<Member> nodes, IReadOnlyList<Member> hindered)
{
    /// <summary>A node or gateway is killed, and started again on its directory.</summary>
    public const string Kill = AnswerCheck.Kill;

    /// <summary>A node or gateway is asked to end, and started again.</summary>
    public const string Terminate = AnswerCheck.Terminate;

    /// <summary>A process is stopped and continued.</summary>
    public const string Pause = "pause";

    /// <summary>The database server crashes and recovers.</summary>
    public const string Database = "database";

    /// <summary>The sessions that listen for notifications are terminated.</summary>
    public const string Listeners = "listeners";

    /// <summary>A link breaks.</summary>
    public const string Cut = "cut";

    /// <summary>A link is slow.</summary>
    public const string Slow = "slow";

    /// <summary>A link is silent.</summary>
    public const string Silent = "silent";

    public string Kind { get; } = kind;

    public IReadOnlyList<string> Nodes { get; } = [.. nodes.Select(member => member.Name)];

    public IReadOnlyList<string> Hindered { get; } = [.. hindered.Select(member => member.Name)];

    /// <summary>Begins it.</summary>
    public abstract Task BeginAsync();

    /// <summary>Ends it and returns what it has done, counted; 0 is nothing.</summary>
    public abstract Task<long> EndAsync();
}
