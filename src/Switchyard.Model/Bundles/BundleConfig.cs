using Switchyard.Model.Origins;
using Switchyard.Model.Secrets;

namespace Switchyard.Model.Bundles;

/// <summary>A bundle of one workspace as it was asked for: what it is, whether it is to run, with which credentials, and how often a respawn was asked for. Immutable; what lives is kept elsewhere.</summary>
public sealed record BundleConfig
{
    /// <summary>UUIDv7; for a bundle of a file, derived from workspace and name so that it is equal on every node.</summary>
    public required Guid Id { get; init; }

    /// <summary>Which bundle of which workspace.</summary>
    public required BundleKey Key { get; init; }

    /// <summary>What it is.</summary>
    public required BundleDefinition Definition { get; init; }

    /// <summary>False: it is stopped and stays so, whatever calls it, until it is started.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How often an operator asked for a respawn or a start; each time is one more, and a node that sees a new number brings up a new process.</summary>
    public long Respawns { get; init; }

    /// <summary>What is stored for its fields.</summary>
    public BundleCredentials Credentials { get; init; } = BundleCredentials.None;

    /// <summary>Whose connection it is, of a bundle that each user signs in to for himself; null for one that all share, and for what the configuration says.</summary>
    public Guid? User { get; init; }

    /// <summary>How the user, or the workspace, stands with its authorization server; null where none is known to be needed. Nodes fill it in.</summary>
    public SignInStanding? SignIn { get; init; }

    /// <summary>Where the definition comes from. Takes no part in equality.</summary>
    public Origin Origin { get; init; } = Origin.Database;

    /// <summary>Why it can not run (<c>secret_unreadable</c>, <c>invalid_definition</c>), or null.</summary>
    public string? Error { get; init; }

    /// <summary>Row version of the definition; it grows by one with each change.</summary>
    public long Version { get; init; }

    /// <summary>Names of required credentials for which neither a value is stored nor a default is there; an empty value counts as none.</summary>
    public IEnumerable<string> MissingCredentials() =>
        Definition.Credentials.Where(field => field.Required && string.IsNullOrEmpty(ValueOf(field)?.Reveal())).Select(field => field.Name);

    /// <summary>What is handed over for a field: the stored value, else the default; null for nothing.</summary>
    public Secret? ValueOf(CredentialField field) => Credentials.Values.GetValueOrDefault(field.Name) is { Length: > 0 } stored ? stored : field.Default;

    /// <inheritdoc />
    public bool Equals(BundleConfig? other) =>
        other is not null && Id == other.Id && Key == other.Key && Definition.Equals(other.Definition) && Enabled == other.Enabled && Respawns == other.Respawns
        && Credentials.Equals(other.Credentials) && User == other.User && SignIn == other.SignIn && Error == other.Error;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Id, Enabled, Respawns, Credentials.Version);
}
