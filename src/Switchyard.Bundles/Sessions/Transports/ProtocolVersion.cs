namespace Switchyard.Bundles.Sessions.Transports;

/// <summary>A version of the Model Context Protocol.</summary>
/// <param name="Name">Its date.</param>
/// <param name="IsStateless">Whether it has neither handshake nor session, and every request says all by itself.</param>
internal sealed record ProtocolVersion(string Name, bool IsStateless)
{
    /// <summary>The newest with a handshake.</summary>
    public static readonly ProtocolVersion NewestWithHandshake = new("2025-11-25", IsStateless: false);

    /// <summary>The newest without.</summary>
    public static readonly ProtocolVersion NewestStateless = new("2026-07-28", IsStateless: true);

    /// <summary>All that are spoken, the newest first.</summary>
    public static readonly IReadOnlyList<ProtocolVersion> All = [NewestStateless, NewestWithHandshake, new("2025-06-18", false), new("2025-03-26", false), new("2024-11-05", false)];

    /// <summary>Their names, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(static version => version.Name));

    /// <summary>The version of that name, or null.</summary>
    public static ProtocolVersion? Find(string? name) => All.FirstOrDefault(version => version.Name == name);
}
