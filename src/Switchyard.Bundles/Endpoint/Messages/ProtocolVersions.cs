using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Endpoint.Messages;

/// <summary>Revisions of the protocol, told apart by what they mean for the endpoint. They are dates, so their order is that of their texts.</summary>
internal static class ProtocolVersions
{
    /// <summary>The first revision without sessions: every request says version and capabilities itself.</summary>
    public const string FirstStateless = "2026-07-28";

    /// <summary>The only revision of which tasks are a part. From the next one on they are an extension.</summary>
    private const string WithTasks = "2025-11-25";

    private const string LastWithBatches = "2025-03-26";

    /// <summary>All that are spoken, newest first.</summary>
    public static IReadOnlyList<string> Supported { get; } = [.. BundleProtocols.Supported.OrderDescending(StringComparer.Ordinal)];

    public static bool IsSupported(string version) => Supported.Contains(version, StringComparer.Ordinal);

    public static bool IsStateless(string? version) => version is not null && string.CompareOrdinal(version, FirstStateless) >= 0;

    /// <summary>Whether a client may ask for tasks.</summary>
    public static bool HasTasks(string version) => version == WithTasks;

    /// <summary>Whether a body may be an array of messages.</summary>
    public static bool HasBatches(string version) => string.CompareOrdinal(version, LastWithBatches) <= 0;
}
