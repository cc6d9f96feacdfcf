using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Bundles;

/// <summary>
/// The JSON form of <see cref="BundleDefinition"/>, the same in the API, in the database and in configuration files but for archives: a file names the file of one, a record its hash. Only what differs from the defaults is written. Values of credentials are never written;
/// files and documents may give them (<c>credentials[].value</c>), best by a reference to a variable.
/// </summary>
public static class BundleDefinitionJson
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>
    /// Takes the fields of a definition out of <paramref name="fields"/>, whose other fields and whose end are the caller's, and checks them. With faults the result must not be used.
    /// </summary>
    /// <param name="fields">The object that has them, among others.</param>
    /// <param name="withValues">Whether credentials may have values, as in files and documents.</param>
    /// <param name="archives">Finds the archive that is meant by <c>archive</c>; null where it is a hash and <c>manifest</c> stands beside it, as in records.</param>
    public static BundleDefinition Read(JsonFields fields, bool withValues, ArchiveFinder? archives = null)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var definition = new BundleDefinition
        {
            Type = Type(fields),
            DisplayName = fields.Text("displayName", BundleRules.MaxDisplayNameLength) ?? "",
            Command = fields.Text("command", BundleRules.MaxPlaceLength),
            Args = BundleFields.Values(fields, "args", BundleRules.MaxArgs),
            WorkingDirectory = fields.Text("cwd", BundleRules.MaxPlaceLength),
            Url = fields.Text("url", BundleRules.MaxPlaceLength),
            Insecure = fields.Flag("insecure", false),
            Environment = BundleFields.Map(fields, "env"),
            Headers = BundleFields.Map(fields, "headers"),
            Credentials = [.. fields.List("credentials", CredentialRules.MaxFields).Select(item => Credential(fields.Nested(item.Name, item.Item), withValues))],
            Authorization = Authorization(fields),
            Exclusive = fields.Flag("exclusive", false),
            Protected = fields.Flag("protected", false),
            Eager = fields.Flag("eager", false),
            Serial = fields.Flag("serial", false),
            PinTools = fields.Flag("pinTools", false),
            Protocol = fields.Text("protocol", 32),
            Allow = fields.Texts("allow", BundleRules.MaxPatterns, BundlePattern.MaxLength) ?? [],
            Deny = fields.Texts("deny", BundleRules.MaxPatterns, BundlePattern.MaxLength) ?? [],
            Limits = Limits(fields.Object("limits")),
            Timeouts = Timeouts(fields.Object("timeouts")),
        };
        definition = ArchivedFields.Read(fields, definition, archives);
        Check(definition, fields);
        return definition with { Credentials = [.. definition.Credentials.OrderBy(field => field.Name, StringComparer.Ordinal)] };
    }

    /// <summary>The canonical text, without values of credentials: equal definitions give equal text.</summary>
    public static string Write(BundleDefinition definition) => BundleDefinitionWriter.Write(definition);

    private static BundleType Type(JsonFields fields)
    {
        var before = fields.Faults.Count;
        var name = fields.Text("type", 32);
        if (BundleTypes.TryParse(name, out var type))
        {
            return type;
        }

        if (fields.Faults.Count == before)
        {
            fields.Fault("type", $"Must be one of {string.Join(", ", BundleTypes.Names)}.");
        }

        return BundleType.Stdio;
    }

    private static void Check(BundleDefinition definition, JsonFields fields)
    {
        string[] named = [.. fields.Faults.Select(fault => fault.Field)];
        if (named.Contains(fields.PathOf("type"), StringComparer.Ordinal))
        {
            // What belongs into it nobody can say.
            return;
        }

        if (definition is { Type: BundleType.Mcpb, Manifest: null })
        {
            // Nor what belongs to an archive that is not there.
            return;
        }

        var faults = new FaultList();
        BundleRules.Check(definition, faults);

        // A field of the wrong kind was named already; that it is also missing would be said twice.
        fields.Faults.AddRange(fields.Path, faults.Where(fault => !named.Any(known => IsWithin(known, fields.PathOf(fault.Field)))));
    }

    private static bool IsWithin(string inner, string outer) => inner == outer || inner.StartsWith($"{outer}.", StringComparison.Ordinal);

    private static CredentialField Credential(JsonFields fields, bool withValues)
    {
        if (!withValues && fields.Has("value"))
        {
            fields.TryTake("value", out _);
            fields.Fault("value", "A value is no part of a definition; PUT it to the credentials of the bundle.");
        }

        var value = withValues ? fields.Secret("value") : null;
        var credential = new CredentialField
        {
            Name = fields.Text("name", CredentialRules.MaxNameLength) ?? "",
            Env = fields.Text("env", CredentialRules.MaxNameLength),
            FileEnv = fields.Text("fileEnv", CredentialRules.MaxNameLength),
            Header = fields.Text("header", CredentialRules.MaxNameLength),
            Required = fields.Flag("required", false),
            Description = fields.Text("description", CredentialRules.MaxDescriptionLength) ?? "",

            // Empty counts as absent.
            Default = value is { Length: > 0 } ? value : null,
        };
        fields.Finish();
        return credential;
    }

    private static SignInTerms? Authorization(JsonFields definition)
    {
        if (!definition.Has("authorization"))
        {
            // Null is the default; taken, so that it is no unknown field.
            definition.TryTake("authorization", out _);
            return null;
        }

        var fields = definition.Object("authorization");
        var per = fields.Text("per", 32) ?? SignInTerms.Workspace;
        if (per is not (SignInTerms.Workspace or SignInTerms.User))
        {
            fields.Fault("per", $"Must be {SignInTerms.Workspace} or {SignInTerms.User}.");
        }

        var terms = new SignInTerms
        {
            PerUser = per == SignInTerms.User,
            ClientId = fields.Text("clientId", SignInTerms.MaxClientIdLength) is { Length: > 0 } client ? client : null,
            Scopes = fields.Texts("scopes", SignInTerms.MaxScopes, SignInTerms.MaxScopeLength) ?? [],
        };
        fields.Finish();
        return terms;
    }

    private static BundleLimits Limits(JsonFields fields)
    {
        var defaults = BundleLimits.Default;
        var limits = new BundleLimits
        {
            Calls = fields.Whole("calls", defaults.Calls, 1, 10_000),
            Memory = fields.Whole("memory", 16L << 20, 1L << 40) ?? defaults.Memory,
            Processes = fields.Whole("processes", defaults.Processes, 1, 10_000),
            Files = fields.Whole("files", defaults.Files, 16, 1 << 20),
            Line = fields.Whole("line", defaults.Line, 64 << 10, 256 << 20),
            Log = fields.Whole("log", defaults.Log, 10, 100_000),
        };
        fields.Finish();
        return limits;
    }

    private static BundleTimeouts Timeouts(JsonFields fields)
    {
        var defaults = BundleTimeouts.Default;
        var start = fields.Duration("start", TimeSpan.Zero, Second, Minute * 10);
        var timeouts = new BundleTimeouts
        {
            Start = start == TimeSpan.Zero ? null : start,
            Drain = fields.Duration("drain", defaults.Drain, TimeSpan.Zero, Hour),
            Gap = fields.Duration("gap", defaults.Gap, TimeSpan.Zero, Minute),
            Eof = fields.Duration("eof", defaults.Eof, TimeSpan.Zero, Minute),
            Term = fields.Duration("term", defaults.Term, TimeSpan.Zero, Minute),
            Call = fields.Duration("call", defaults.Call, Second, Hour),
        };
        fields.Finish();
        return timeouts;
    }
}
