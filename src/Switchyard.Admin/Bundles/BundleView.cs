using System.Text.Json;
using Switchyard.Admin.Bundles.Archives;

namespace Switchyard.Admin.Bundles;

/// <summary>A bundle as the API shows it: its definition, what operators say of it, and how it fares.</summary>
internal sealed record BundleView
{
    public required Guid Id { get; init; }

    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string DisplayName { get; init; }

    public string? Command { get; init; }

    public required IReadOnlyList<string> Args { get; init; }

    public string? Cwd { get; init; }

    public string? Url { get; init; }

    /// <summary>SHA-256 of the archive of a bundle of the type <c>mcpb</c>.</summary>
    public string? Archive { get; init; }

    /// <summary>What that archive says of itself; command, arguments, environment and credentials are its.</summary>
    public ManifestView? Manifest { get; init; }

    /// <summary>What is set of the fields of the archive that are no credentials.</summary>
    public JsonElement? Settings { get; init; }

    public required bool Insecure { get; init; }

    public required IReadOnlyDictionary<string, string> Env { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required IReadOnlyList<BundleFieldView> Credentials { get; init; }

    /// <summary>How it is signed in to; null: not at all, or as its server asks.</summary>
    public BundleAuthorizationView? Authorization { get; init; }

    public required bool Exclusive { get; init; }

    public required bool Protected { get; init; }

    public required bool Eager { get; init; }

    public required bool Serial { get; init; }

    public required bool PinTools { get; init; }

    public string? Protocol { get; init; }

    public required IReadOnlyList<string> Allow { get; init; }

    public required IReadOnlyList<string> Deny { get; init; }

    public required BundleLimitsView Limits { get; init; }

    public required BundleTimeoutsView Timeouts { get; init; }

    /// <summary>False: it was stopped, and stays so until it is started.</summary>
    public required bool Enabled { get; init; }

    /// <summary><c>database</c>, <c>document</c> or <c>file</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>File or document, and line; null for a record.</summary>
    public string? DefinedIn { get; init; }

    /// <summary>State on this node; where this process runs no bundles, the best of all nodes.</summary>
    public required string State { get; init; }

    public required string Reason { get; init; }

    public required long Generation { get; init; }

    public DateTimeOffset? Since { get; init; }

    public string? LastError { get; init; }

    /// <summary><c>none</c>, <c>required</c>, <c>pending</c>, <c>ok</c> or <c>lost</c>.</summary>
    public required string Auth { get; init; }

    /// <summary>Version of the stored credentials.</summary>
    public required long DesiredVersion { get; init; }

    /// <summary>Version of the credentials that the server in service has; null without one.</summary>
    public long? RunningVersion { get; init; }

    /// <summary>How it fares on each node that has it.</summary>
    public required IReadOnlyList<BundleNodeView> Nodes { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }
}
