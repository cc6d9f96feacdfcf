namespace Switchyard.Model.Bundles;

/// <summary>Who may address <c>/mcp</c> (<c>server.mcp</c>). Changes while nodes run.</summary>
public sealed record McpSettings
{
    /// <summary>The defaults.</summary>
    public static McpSettings Default { get; } = new();

    /// <summary>Host names under which the data plane is known, without ports; <c>*</c> for any. Loopback names and the address of the connection are always allowed.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Origins of web pages that may call, as <c>scheme://host[:port]</c>; <c>*</c> for any.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <inheritdoc />
    public bool Equals(McpSettings? other) =>
        other is not null && AllowedHosts.SequenceEqual(other.AllowedHosts, StringComparer.Ordinal) && AllowedOrigins.SequenceEqual(other.AllowedOrigins, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(AllowedHosts.Count, AllowedOrigins.Count);
}
