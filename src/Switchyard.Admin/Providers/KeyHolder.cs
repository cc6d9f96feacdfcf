using Switchyard.Model.Gateways;

namespace Switchyard.Admin.Providers;

/// <summary>A node or an instance of a gateway: somebody who makes requests with provider keys.</summary>
internal sealed record KeyHolder
{
    public const string Node = "node";
    public const string Gateway = "gateway";

    /// <summary><see cref="Node"/> or <see cref="Gateway"/>.</summary>
    public required string Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>The gateway's instance; null for a node.</summary>
    public string? InstanceId { get; init; }

    /// <summary>A gateway's labels; null for a node, which gets every provider whatever its selector says.</summary>
    public required Labels? Labels { get; init; }

    /// <summary>Whether it is heard of.</summary>
    public required bool Live { get; init; }

    /// <summary>The revision of the present epoch by which its requests choose keys, 0 when it runs another epoch's.</summary>
    public required long Revision { get; init; }

    public required DateTimeOffset SeenAt { get; init; }

    public required IReadOnlyList<KeyReport> Reports { get; init; }
}
