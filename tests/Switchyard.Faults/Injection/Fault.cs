using Switchyard.Faults.Verdicts;
using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Injection;

/// <summary>Something that is done to the system for a while.</summary>
internal abstract class Fault
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

    /// <summary>An agent is killed, and another process of it is started.</summary>
    public const string AgentKill = "agent kill";

    /// <summary>An agent is stopped and continued.</summary>
    public const string AgentPause = "agent pause";

    /// <param name="kind">Its name in the ledger.</param>
    /// <param name="nodes">Whom it is done to.</param>
    /// <param name="hindered">Whom it may keep from being up to date.</param>
    protected Fault(string kind, IReadOnlyList<Member> nodes, IReadOnlyList<Member> hindered)
        : this(kind, [.. nodes.Select(member => member.Name)], [.. hindered.Select(member => member.Name)])
    {
    }

    /// <param name="kind">Its name in the ledger.</param>
    /// <param name="nodes">Names of those whom it is done to.</param>
    /// <param name="hindered">Names of those whom it may keep from being up to date.</param>
    protected Fault(string kind, IReadOnlyList<string> nodes, IReadOnlyList<string> hindered) => (Kind, Nodes, Hindered) = (kind, nodes, hindered);

    public string Kind { get; }

    public IReadOnlyList<string> Nodes { get; }

    public IReadOnlyList<string> Hindered { get; }

    /// <summary>Begins it.</summary>
    public abstract Task BeginAsync();

    /// <summary>Ends it and returns what it has done, counted; 0 is nothing.</summary>
    public abstract Task<long> EndAsync();
}
