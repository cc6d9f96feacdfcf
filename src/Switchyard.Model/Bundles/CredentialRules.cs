using System.Text;
using System.Text.RegularExpressions;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Bundles;

/// <summary>What the credential fields of a bundle may be, and their values. No fault ever repeats a value.</summary>
public static partial class CredentialRules
{
    /// <summary>Most credential fields of a bundle.</summary>
    public const int MaxFields = 64;

    /// <summary>Longest value in bytes of UTF-8.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Longest name of a field, variable or header in characters.</summary>
    public const int MaxNameLength = 128;

    /// <summary>Longest description of a field in characters.</summary>
    public const int MaxDescriptionLength = 512;

    /// <summary>Headers that are Switchyard's own, in lower case; so is every one that begins with <c>mcp-</c> or <c>x-switchyard-</c>.</summary>
    private static readonly HashSet<string> OwnHeaders =
        ["accept", "connection", "content-length", "content-type", "expect", "host", "keep-alive", "last-event-id", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"];

    /// <summary>Checks the credential fields of <paramref name="definition"/>: their names, and that each is handed over in exactly one way, which fits the type and which no other field uses.</summary>
    public static void Check(BundleDefinition definition, FaultList faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var places = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < definition.Credentials.Count; i++)
        {
            var (field, path) = (definition.Credentials[i], $"credentials[{i}]");
            if (NameFault(field.Name) is { } fault)
            {
                faults.Add($"{path}.name", fault);
            }
            else if (!names.Add(field.Name))
            {
                faults.Add($"{path}.name", $"'{field.Name}' is there twice.");
            }

            CheckPlace(definition, field, path, places, faults);
            if (field.Default is { } value && ValueFault(field, value.Reveal()) is { } valueFault)
            {
                faults.Add($"{path}.value", valueFault);
            }
        }
    }

    /// <summary>Null when <paramref name="name"/> may name a credential field, else what is wrong with it.</summary>
    public static string? NameFault(string? name) =>
        string.IsNullOrEmpty(name) ? "A name is required."
        : name.Length > MaxNameLength || !FieldPattern().IsMatch(name) ? $"A name has 1 to {MaxNameLength} letters, digits, dots, hyphens and underscores, and begins with a letter or digit."
        : null;

    /// <summary>Null when <paramref name="name"/> may be an environment variable of a bundle, else what is wrong with it.</summary>
    public static string? VariableFault(string name)
    {
        if (name.Length > MaxNameLength || !VariablePattern().IsMatch(name))
        {
            return $"A variable has 1 to {MaxNameLength} letters, digits and underscores, and does not begin with a digit.";
        }

        // The loader's variables would run other code than the command that was shown; the rest is Switchyard's to set.
        return name is "PATH" or "HOME" || name.StartsWith("LD_", StringComparison.Ordinal) || name.StartsWith("SWITCHYARD_", StringComparison.Ordinal)
            ? "PATH, HOME, LD_… and SWITCHYARD_… can not be set."
            : null;
    }

    /// <summary>Null when <paramref name="name"/> may be a header to a remote server, else what is wrong with it.</summary>
    public static string? HeaderFault(string name)
    {
        if (name.Length > MaxNameLength || !TokenPattern().IsMatch(name))
        {
            return "Is no name of a header.";
        }

        var lower = name.ToLowerInvariant();
        return OwnHeaders.Contains(lower) || lower.StartsWith("mcp-", StringComparison.Ordinal) || lower.StartsWith("x-switchyard-", StringComparison.Ordinal)
            ? "This header is set by Switchyard."
            : null;
    }

    /// <summary>Null when <paramref name="value"/> can travel in a header, else what is wrong with it.</summary>
    public static string? HeaderValueFault(string value) =>
        value.Any(character => character is < ' ' or > '~') ? "A header carries printable ASCII characters only." : null;

    /// <summary>Null when <paramref name="value"/> may be stored for <paramref name="field"/>, else what is wrong with it.</summary>
    public static string? ValueFault(CredentialField field, string value)
    {
        if (value.Length > MaxBytes || Encoding.UTF8.GetByteCount(value) > MaxBytes)
        {
            return "A credential has at most 64 KiB.";
        }

        if (field.Header is not null)
        {
            return HeaderValueFault(value);
        }

        return field.FileEnv is null && value.Contains('\0', StringComparison.Ordinal) ? "An environment variable can not hold the character NUL." : null;
    }

    private static void CheckPlace(BundleDefinition definition, CredentialField field, string path, HashSet<string> places, FaultList faults)
    {
        if (definition.Type == BundleType.Mcpb)
        {
            // Where they go is for the manifest to say, and was looked at with it.
            return;
        }

        (string Name, string? Value)[] ways = [("env", field.Env), ("fileEnv", field.FileEnv), ("header", field.Header)];
        var given = ways.Where(way => way.Value is not null).ToArray();
        if (given.Length != 1)
        {
            faults.Add(path, definition.IsProcess ? "Needs exactly one of env and fileEnv." : "Needs a header.");
            return;
        }

        var (name, value) = given[0];
        if (name == "header" == definition.IsProcess)
        {
            faults.Add($"{path}.{name}", definition.IsProcess ? "A process is sent no headers; use env or fileEnv." : "A remote server has no environment; use header.");
        }
        else if ((definition.IsProcess ? VariableFault(value!) : HeaderFault(value!)) is { } fault)
        {
            faults.Add($"{path}.{name}", fault);
        }
        else if (!places.Add(value!))
        {
            faults.Add($"{path}.{name}", "Another field uses it already.");
        }
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FieldPattern();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VariablePattern();

    /// <summary>A token of RFC 9110 §5.6.2.</summary>
    [GeneratedRegex("^[A-Za-z0-9!#$%&'*+.^_`|~-]+\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TokenPattern();
}
