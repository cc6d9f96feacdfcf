namespace Switchyard.Console.Yard;

/// <summary>A node, or an instance of a gateway.</summary>
/// <param name="Key">What tells it from the others.</param>
/// <param name="Kind"><c>node</c> or <c>gateway</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="State">How far it is with the newest revision.</param>
/// <param name="Revision">The revision its requests run.</param>
internal sealed record YardPart(string Key, string Kind, string Name, string State, long Revision)
{
    /// <summary>Why it refused the revision, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>When it was last heard of.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>The node a gateway is connected to, or null.</summary>
    public string? Through { get; init; }

    /// <summary>Requests that run, by the revision they began with.</summary>
    public IReadOnlyList<(long Revision, int Count)> Requests { get; init; } = [];
}
