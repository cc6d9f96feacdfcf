namespace Switchyard.Model.Detection;

/// <summary>One client. It is recognised by any of its user agents or headers.</summary>
/// <param name="Client">The name that is recorded, 1 to 64 characters.</param>
public sealed record ClientRule(string Client)
{
    /// <summary>Beginnings of <c>User-Agent</c>, compared in any case; not empty texts.</summary>
    public IReadOnlyList<string> UserAgents { get; init; } = [];

    /// <summary>Headers it sends.</summary>
    public IReadOnlyList<HeaderMatch> Headers { get; init; } = [];

    /// <summary>Where its session id stands; the first place that has one gives it. None: its sessions are not told apart.</summary>
    public IReadOnlyList<SessionSource> Sessions { get; init; } = [];

    /// <inheritdoc />
    public bool Equals(ClientRule? other) =>
        other is not null && Client == other.Client && UserAgents.SequenceEqual(other.UserAgents) && Headers.SequenceEqual(other.Headers) && Sessions.SequenceEqual(other.Sessions);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Client, UserAgents.Count, Headers.Count, Sessions.Count);
}
