using Switchyard.Model.Bundles.Archives;

namespace Switchyard.Model.Bundles;

/// <summary>What a bundle is: how its server is reached, what it is given, what it may use. Says nothing of one workspace.</summary>
public sealed record BundleDefinition
{
    /// <summary>How the server is reached.</summary>
    public required BundleType Type { get; init; }

    /// <summary>What people call it, may be empty.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>Program of a process, looked up in <c>PATH</c> unless it has a slash; null for remote servers. Of an archive it is its manifest's, as are arguments, environment and credentials, with the variables in it.</summary>
    public string? Command { get; init; }

    /// <summary>Arguments, handed over as they are: no shell reads them.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Working directory of a process, absolute; null for a directory of its own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Address of a remote server, absolute; null for processes.</summary>
    public string? Url { get; init; }

    /// <summary>SHA-256 of the archive of an <see cref="BundleType.Mcpb"/> bundle, lower-case hexadecimal; null for all others.</summary>
    public string? Archive { get; init; }

    /// <summary>Absolute path of the file that has <see cref="Archive"/>; null for one in the database. Takes no part in equality and is not written: what it has to be is said by its hash.</summary>
    public string? ArchiveFile { get; init; }

    /// <summary>What the manifest of <see cref="Archive"/> says; null for all other types.</summary>
    public ArchiveManifest? Manifest { get; init; }

    /// <summary>What is set of the fields of <see cref="Manifest"/> that are no secrets, see <see cref="SettingValues"/>; sorted by key.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Settings { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether <see cref="Url"/> may be plain http.</summary>
    public bool Insecure { get; init; }

    /// <summary>Environment variables of a process that are no secrets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Headers to a remote server that are no secrets.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Credentials it takes, at most 64, sorted by name.</summary>
    public IReadOnlyList<CredentialField> Credentials { get; init; } = [];

    /// <summary>How it is signed in to; null: it asks for no sign-in, or for that of the workspace when its server does.</summary>
    public SignInTerms? Authorization { get; init; }

    /// <summary>Whether the old process must end before a new one starts.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Whether respawn, stop and removal are refused.</summary>
    public bool Protected { get; init; }

    /// <summary>Whether it starts with the node and with its installation instead of with the first call.</summary>
    public bool Eager { get; init; }

    /// <summary>Whether its calls run one after another.</summary>
    public bool Serial { get; init; }

    /// <summary>Whether a tool whose description or schema is not the approved one is withheld.</summary>
    public bool PinTools { get; init; }

    /// <summary>Version of the protocol to speak, for example <c>2025-06-18</c>; null for the newest both sides know.</summary>
    public string? Protocol { get; init; }

    /// <summary>Patterns of tool names that are offered; empty for all.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Patterns of tool names that are not offered; they win over <see cref="Allow"/>.</summary>
    public IReadOnlyList<string> Deny { get; init; } = [];

    /// <summary>What it may use.</summary>
    public BundleLimits Limits { get; init; } = BundleLimits.Default;

    /// <summary>How long its steps may take.</summary>
    public BundleTimeouts Timeouts { get; init; } = BundleTimeouts.Default;

    /// <summary>Whether its server is a child process of the node.</summary>
    public bool IsProcess => Type is BundleType.Stdio or BundleType.Mcpb;

    /// <summary>Whether each user signs in for himself, and has a connection that nobody else has.</summary>
    public bool IsPerUser => Authorization is { PerUser: true };

    /// <summary>Whether Switchyard may sign in to it: a remote server that is given no <c>Authorization</c> header otherwise.</summary>
    public bool MaySignIn => !IsProcess && !Headers.Keys.Concat(Credentials.Select(credential => credential.Header)).Contains("authorization", StringComparer.OrdinalIgnoreCase);

    /// <summary>Keys of required settings of an archive that have neither a value nor a default.</summary>
    public IEnumerable<string> MissingSettings() =>
        from known in Manifest?.Fields ?? []
        where known is { Required: true, Sensitive: false, Default.Count: 0 } && !Settings.ContainsKey(known.Key)
        select known.Key;

    /// <summary>Longest time from the start to the first tool list.</summary>
    public TimeSpan StartTimeout => Timeouts.Start ?? TimeSpan.FromSeconds(IsProcess ? 30 : 15);

    /// <inheritdoc />
    public bool Equals(BundleDefinition? other) =>
        other is not null && Type == other.Type && DisplayName == other.DisplayName && Command == other.Command && Args.SequenceEqual(other.Args, StringComparer.Ordinal)
        && WorkingDirectory == other.WorkingDirectory && Url == other.Url && Archive == other.Archive && Same(Settings, other.Settings) && Insecure == other.Insecure
        && Same(Environment, other.Environment) && Same(Headers, other.Headers) && Credentials.SequenceEqual(other.Credentials) && Authorization == other.Authorization
        && Exclusive == other.Exclusive && Protected == other.Protected && Eager == other.Eager && Serial == other.Serial && PinTools == other.PinTools
        && Protocol == other.Protocol && Allow.SequenceEqual(other.Allow, StringComparer.Ordinal) && Deny.SequenceEqual(other.Deny, StringComparer.Ordinal)
        && Limits == other.Limits && Timeouts == other.Timeouts;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Type, Command, Url, Archive, Args.Count, Credentials.Count);

    private static bool Same(IReadOnlyDictionary<string, IReadOnlyList<string>> one, IReadOnlyDictionary<string, IReadOnlyList<string>> two) =>
        one.Count == two.Count && one.All(pair => two.TryGetValue(pair.Key, out var values) && values.SequenceEqual(pair.Value, StringComparer.Ordinal));

    private static bool Same(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> two) =>
        one.Count == two.Count && one.All(pair => two.TryGetValue(pair.Key, out var value) && value == pair.Value);
}
