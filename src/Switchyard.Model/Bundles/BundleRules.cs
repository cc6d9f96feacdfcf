using Switchyard.Model.Providers;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Bundles;

/// <summary>
/// What makes the definition of a bundle valid. The API, configuration files, the CLI and the node check by this code alone. Every rule adds its faults and lets the others go on.
/// Not here, because they need more than the definition: names already taken, commands that <c>server.bundles.commands</c> leaves out.
/// </summary>
public static class BundleRules
{
    /// <summary>Longest command, address and working directory in characters.</summary>
    public const int MaxPlaceLength = 4096;

    /// <summary>Longest display name in characters.</summary>
    public const int MaxDisplayNameLength = 128;

    /// <summary>Most arguments.</summary>
    public const int MaxArgs = 256;

    /// <summary>Most environment variables or headers.</summary>
    public const int MaxVariables = 128;

    /// <summary>Longest argument, and longest value of an environment variable or header, in characters.</summary>
    public const int MaxValueLength = 32 * 1024;

    /// <summary>Most patterns of tool names.</summary>
    public const int MaxPatterns = 256;

    /// <summary>Null when <paramref name="name"/> may name a bundle, else what is wrong with it. It never has the <c>__</c> that separates it from the names of its tools.</summary>
    public static string? NameFault(string? name) => ProviderNames.ShapeFault(name);

    /// <summary>Checks a whole definition. Faults carry the fields of <see cref="BundleDefinitionJson"/>.</summary>
    public static void Check(BundleDefinition definition, FaultList faults)
    {
        if (definition.IsProcess)
        {
            CheckProcess(definition, faults);
        }
        else
        {
            CheckRemote(definition, faults);
        }

        if (definition.Protocol is { } protocol && !BundleProtocols.Supported.Contains(protocol, StringComparer.Ordinal))
        {
            faults.Add("protocol", $"Must be one of {string.Join(", ", BundleProtocols.Supported)}.");
        }

        CredentialRules.Check(definition, faults);
    }

    /// <summary>Null when <paramref name="url"/> may be the address of a remote server, else what is wrong with it.</summary>
    /// <param name="url">The address.</param>
    /// <param name="insecure">Whether it may be plain http.</param>
    public static string? UrlFault(string url, bool insecure)
    {
        // Uri trims and repairs; what would be dialled must be what was written.
        if (url.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character == '\\'))
        {
            return "A URL has no white space, control characters or backslashes.";
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            return "Must be an absolute http or https URL.";
        }

        if (uri.UserInfo.Length > 0 || uri.Authority.Contains('@', StringComparison.Ordinal) || url.Contains('#', StringComparison.Ordinal))
        {
            return "Must contain neither user info nor a fragment; secrets belong into credentials.";
        }

        return uri.Scheme == "http" && !insecure ? "Is plain http; say insecure: true if nobody else can read this network." : null;
    }

    private static void CheckProcess(BundleDefinition definition, FaultList faults)
    {
        if (definition.Type == BundleType.Stdio && string.IsNullOrWhiteSpace(definition.Command))
        {
            faults.Add("command", "A process needs a command.");
        }

        CheckPlace(definition.Command, "command", faults);
        CheckPlace(definition.WorkingDirectory, "cwd", faults);
        if (definition.WorkingDirectory is { } directory && !Path.IsPathFullyQualified(directory))
        {
            faults.Add("cwd", "Must be an absolute path.");
        }

        for (var i = 0; i < definition.Args.Count; i++)
        {
            CheckValue(definition.Args[i], $"args[{i}]", faults);
        }

        foreach (var (name, value) in definition.Environment)
        {
            if (CredentialRules.VariableFault(name) is { } fault)
            {
                faults.Add($"env.{name}", fault);
            }

            CheckValue(value, $"env.{name}", faults);
        }

        Refuse("url", definition.Url is not null, "A process has no URL.", faults);
        Refuse("insecure", definition.Insecure, "A process has no URL.", faults);
        Refuse("headers", definition.Headers.Count > 0, "A process is sent no headers.", faults);
        Refuse("authorization", definition.Authorization is not null, "A process is not signed in to; use credentials.", faults);
    }

    private static void CheckRemote(BundleDefinition definition, FaultList faults)
    {
        if (string.IsNullOrEmpty(definition.Url))
        {
            faults.Add("url", "A remote server needs a URL.");
        }
        else if (UrlFault(definition.Url, definition.Insecure) is { } fault)
        {
            faults.Add("url", fault);
        }

        foreach (var (name, value) in definition.Headers)
        {
            if (CredentialRules.HeaderFault(name) is { } headerFault)
            {
                faults.Add($"headers.{name}", headerFault);
            }

            if (CredentialRules.HeaderValueFault(value) is { } valueFault)
            {
                faults.Add($"headers.{name}", valueFault);
            }
        }

        CheckAuthorization(definition, faults);
        const string Remote = "A remote server is no process of the node.";
        Refuse("command", definition.Command is not null, Remote, faults);
        Refuse("args", definition.Args.Count > 0, Remote, faults);
        Refuse("cwd", definition.WorkingDirectory is not null, Remote, faults);
        Refuse("env", definition.Environment.Count > 0, Remote, faults);
    }

    private static void CheckAuthorization(BundleDefinition definition, FaultList faults)
    {
        if (definition.Authorization is not { } terms)
        {
            return;
        }

        Refuse("authorization.per", terms.PerUser && definition.Exclusive, "A bundle that runs on one node at a time has one connection, and can not have one for each user.", faults);
        Refuse("authorization", !definition.MaySignIn, "The header Authorization is given already; a bundle is either signed in to or has a credential for it.", faults);
        for (var i = 0; i < terms.Scopes.Count; i++)
        {
            // A scope-token of RFC 6749 §3.3.
            if (terms.Scopes[i].Length == 0 || terms.Scopes[i].Any(static c => c is <= ' ' or '"' or '\\' or > '~'))
            {
                faults.Add($"authorization.scopes[{i}]", "Is no scope: printable ASCII characters without spaces, quotes and backslashes.");
            }
        }
    }

    private static void CheckPlace(string? text, string field, FaultList faults)
    {
        if (text is not null && text.Any(char.IsControl))
        {
            faults.Add(field, "Must not contain control characters.");
        }
    }

    // Anything else is for the server to understand, line feeds included; no operating system takes this one.
    private static void CheckValue(string text, string field, FaultList faults)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            faults.Add(field, "Must not contain the character NUL.");
        }
    }

    private static void Refuse(string field, bool given, string detail, FaultList faults)
    {
        if (given)
        {
            faults.Add(field, detail);
        }
    }
}
