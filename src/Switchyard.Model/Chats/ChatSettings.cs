namespace Switchyard.Model.Chats;

/// <summary>How turns of chats are held by nodes, and what they may (section <c>server.chats</c>).</summary>
public sealed record ChatSettings
{
    /// <summary>The defaults.</summary>
    public static ChatSettings Default { get; } = new();

    /// <summary>How long a turn is its node's without a renewal. 3 s to 10 min.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the lease is renewed. 1 s to 5 min, at most half of <see cref="Lease"/>.</summary>
    public TimeSpan Renew { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>When a turn whose node died is interrupted at the latest, after its last renewal. Longer than <see cref="Lease"/>, 4 s to 1 h.</summary>
    public TimeSpan Interrupt { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether chats have a tool that starts workspaces which their users may use.</summary>
    public bool StartWorkspaces { get; init; }
}
