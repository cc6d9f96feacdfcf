using System.Text.Json;

namespace Switchyard.Admin.Client.Bundles;

/// <summary>An MCP server of a workspace: its definition, what operators say of it, and how it fares.</summary>
public sealed record Bundle
{
    /// <summary>UUIDv7; of a bundle of a file derived from its name.</summary>
    public required Guid Id { get; init; }

    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>Unique in its workspace. It never changes.</summary>
    public required string Name { get; init; }

    /// <summary><c>stdio</c>, <c>mcpb</c>, <c>http</c> or <c>sse</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What people call it, may be empty.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Program of a process; null for a remote server.</summary>
    public string? Command { get; init; }

    /// <summary>Arguments of the program.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Working directory of a process; null for one of its own.</summary>
    public string? Cwd { get; init; }

    /// <summary>Address of a remote server; null for a process.</summary>
    public string? Url { get; init; }

    /// <summary>SHA-256 of the archive of a bundle of the type <c>mcpb</c>; null for others.</summary>
    public string? Archive { get; init; }

    /// <summary>What that archive says of itself.</summary>
    public BundleManifest? Manifest { get; init; }

    /// <summary>What is set of the fields of the archive that are no credentials, an object.</summary>
    public JsonElement? Settings { get; init; }

    /// <summary>Whether the address may be plain http.</summary>
    public bool Insecure { get; init; }

    /// <summary>Environment variables that are no secrets.</summary>
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>Headers that are no secrets.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Credentials it takes.</summary>
    public IReadOnlyList<BundleField> Credentials { get; init; } = [];

    /// <summary>How it is signed in to; null: not at all, or as its server asks.</summary>
    public BundleAuthorization? Authorization { get; init; }

    /// <summary>Whether the old process must end before a new one starts.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Whether respawn, stop and removal are refused.</summary>
    public bool Protected { get; init; }

    /// <summary>Whether it starts with the node instead of with the first call.</summary>
    public bool Eager { get; init; }

    /// <summary>Whether its calls run one after another.</summary>
    public bool Serial { get; init; }

    /// <summary>Whether a tool that is not the approved one is withheld.</summary>
    public bool PinTools { get; init; }

    /// <summary>Version of the protocol to speak; null for the newest.</summary>
    public string? Protocol { get; init; }

    /// <summary>Patterns of tools that are offered; empty for all.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Patterns of tools that are not offered.</summary>
    public IReadOnlyList<string> Deny { get; init; } = [];

    /// <summary>What it may use at most.</summary>
    public BundleLimits? Limits { get; init; }

    /// <summary>How long its steps may take.</summary>
    public BundleTimeouts? Timeouts { get; init; }

    /// <summary>False: it was stopped, and stays so until it is started.</summary>
    public bool Enabled { get; init; }

    /// <summary><c>database</c>, <c>document</c> or <c>file</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>File or document, and line; null for a record.</summary>
    public string? DefinedIn { get; init; }

    /// <summary><c>stopped</c>, <c>starting</c>, <c>running</c>, <c>restarting</c>, <c>draining</c>, <c>crashed</c> or <c>dead</c>, on the node that was asked.</summary>
    public required string State { get; init; }

    /// <summary>Why it is in that state.</summary>
    public required string Reason { get; init; }

    /// <summary>Incarnations so far.</summary>
    public long Generation { get; init; }

    /// <summary>When it came into that state, or null.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The latest failure; null since the last success.</summary>
    public string? LastError { get; init; }

    /// <summary><c>none</c>, <c>required</c>, <c>pending</c>, <c>ok</c> or <c>lost</c>.</summary>
    public string Auth { get; init; } = "none";

    /// <summary>Version of the stored credentials.</summary>
    public long DesiredVersion { get; init; }

    /// <summary>Version of the credentials that the server in service has; null without one.</summary>
    public long? RunningVersion { get; init; }

    /// <summary>How it fares on each node that has it.</summary>
    public IReadOnlyList<BundleNode> Nodes { get; init; } = [];

    /// <summary>When it was created; null for one of a file.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When its definition was last changed; null for one of a file.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
