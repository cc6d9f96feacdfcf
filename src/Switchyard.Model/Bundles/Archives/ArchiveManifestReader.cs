using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Bundles.Archives;

/// <summary>
/// Reads a <c>manifest.json</c> of an MCPB archive. What it does not know it leaves alone, because the format grows; what it uses has to be right, and all that is wrong is named.
/// </summary>
public static class ArchiveManifestReader
{
    /// <summary>Longest name and version in characters.</summary>
    public const int MaxNameLength = 128;

    /// <summary>What is longer is cut.</summary>
    public const int MaxDescriptionLength = 512;

    /// <summary>Longest command, argument and value of a variable in characters.</summary>
    public const int MaxTextLength = 8192;

    /// <summary>Most arguments, and most variables of the environment.</summary>
    public const int MaxTexts = 128;

    private static readonly string[] Runtimes = ["node", "python", "binary", "uv"];

    /// <summary>Reads it. With faults the result must not be used.</summary>
    /// <param name="json">The manifest.</param>
    /// <param name="faults">Where faults go.</param>
    /// <param name="path">The path of the manifest in them; empty for the root.</param>
    public static ArchiveManifest Read(JsonElement json, FaultList faults, string path = "")
    {
        ArgumentNullException.ThrowIfNull(faults);
        var fields = new JsonFields(json, faults, path);
        var server = fields.Object("server");
        var runtime = Required(server, "type");
        if (runtime.Length > 0 && !Runtimes.Contains(runtime, StringComparer.Ordinal))
        {
            server.Fault("type", $"Must be one of {string.Join(", ", Runtimes)}.");
        }

        var entry = Required(server, "entry_point", ArchiveLimits.MaxPathBytes);
        if (entry.Length > 0 && ArchivePaths.Fault(entry) is { } wrong)
        {
            server.Fault("entry_point", wrong);
        }

        var manifest = Launch(server, runtime, entry) with
        {
            ManifestVersion = Version(fields),
            Name = Required(fields, "name"),
            Version = Required(fields, "version"),
            DisplayName = Description(fields, "display_name"),
            Description = Description(fields, "description"),
            Fields = ManifestFields.Read(fields.Object("user_config")),
        };
        CheckPlatforms(fields.Object("compatibility"));
        CheckReferences(manifest, server);
        return manifest;
    }

    /// <summary>A text for people: what is too long is cut, what can not be printed is a space.</summary>
    internal static string Description(JsonFields fields, string name) =>
        fields.TryTake(name, out var value) && value.ValueKind == JsonValueKind.String && JsonFields.TextOf(value) is { } text
            ? string.Concat(text.Take(MaxDescriptionLength).Select(static character => char.IsControl(character) || char.IsSurrogate(character) ? ' ' : character)).Trim()
            : "";

    private static string Required(JsonFields fields, string name, int maxLength = MaxNameLength)
    {
        var before = fields.Faults.Count;
        var text = fields.Text(name, maxLength);
        if (string.IsNullOrEmpty(text) && fields.Faults.Count == before)
        {
            fields.Fault(name, "Is required.");
        }

        return text ?? "";
    }

    private static string Version(JsonFields fields)
    {
        // Before the format had its name it was called DXT.
        var name = !fields.Has("manifest_version") && fields.Has("dxt_version") ? "dxt_version" : "manifest_version";
        var version = Required(fields, name);
        if (version.Length > 0 && !ArchiveManifest.Versions.Contains(version, StringComparer.Ordinal))
        {
            fields.Fault(name, $"Must be one of {string.Join(", ", ArchiveManifest.Versions)}.");
        }

        return version;
    }

    private static ArchiveManifest Launch(JsonFields server, string runtime, string entry)
    {
        var config = server.Object("mcp_config");
        var linux = config.Object("platform_overrides").Object("linux");
        var (usual, usualArgs) = Usual(runtime, entry);
        var command = Text(linux, "command") ?? Text(config, "command") ?? usual;
        var args = Texts(linux, "args") ?? Texts(config, "args") ?? (command == usual ? usualArgs : []);
        var environment = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Map(config, "env").Concat(Map(linux, "env")))
        {
            environment[name] = value;
        }

        return new ArchiveManifest { ManifestVersion = "", Name = "", Version = "", Runtime = runtime, EntryPoint = entry, Command = command, Args = args, Environment = environment };
    }

    /// <summary>How a server runs whose manifest does not say it.</summary>
    private static (string Command, IReadOnlyList<string> Args) Usual(string runtime, string entry) => runtime switch
    {
        "node" => ("node", [$"${{__dirname}}/{entry}"]),
        "python" => ("python3", [$"${{__dirname}}/{entry}"]),
        "uv" => ("uv", ["run", "--directory", "${__dirname}", entry]),
        _ => ($"${{__dirname}}/{entry}", []),
    };

    private static string? Text(JsonFields fields, string name) => fields.Text(name, MaxTextLength) is { Length: > 0 } text ? text : null;

    private static IReadOnlyList<string>? Texts(JsonFields fields, string name)
    {
        if (!fields.Has(name))
        {
            return null;
        }

        var texts = new List<string>();
        foreach (var (path, item) in fields.List(name, MaxTexts))
        {
            if (fields.TryText(path, item, out var text) && IsShort(fields, path, text))
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    private static IEnumerable<KeyValuePair<string, string>> Map(JsonFields fields, string name)
    {
        var map = fields.Object(name);
        string[] names = [.. map.Names];
        if (names.Length > MaxTexts)
        {
            fields.Fault(name, $"Has {names.Length} members; at most {MaxTexts} are allowed.");
            yield break;
        }

        foreach (var member in names)
        {
            if (map.TryTake(member, out var value) && map.TryText(member, value, out var text) && IsShort(map, member, text))
            {
                yield return KeyValuePair.Create(member, text);
            }
        }
    }

    private static bool IsShort(JsonFields fields, string path, string text)
    {
        if (text.Length <= MaxTextLength && !text.Contains('\0', StringComparison.Ordinal))
        {
            return true;
        }

        fields.Fault(path, $"Has at most {MaxTextLength} characters, and no NUL among them.");
        return false;
    }

    private static void CheckPlatforms(JsonFields compatibility)
    {
        if (compatibility.Texts("platforms", 16, MaxNameLength) is { Count: > 0 } platforms && !platforms.Contains("linux", StringComparer.Ordinal))
        {
            compatibility.Fault("platforms", $"Is made for {string.Join(", ", platforms)}; nodes run on linux.");
        }
    }

    private static void CheckReferences(ArchiveManifest manifest, JsonFields server)
    {
        var known = manifest.Fields.ToDictionary(field => field.Key, StringComparer.Ordinal);
        (string Place, string Text, bool IsVariable)[] texts =
        [
            ("mcp_config.command", manifest.Command, false),
            .. manifest.Args.Select((argument, index) => ($"mcp_config.args[{index}]", argument, false)),
            .. manifest.Environment.Select(variable => ($"mcp_config.env.{variable.Key}", variable.Value, true)),
        ];
        foreach (var (place, text, isVariable) in texts)
        {
            foreach (var key in ArchiveVariables.FieldsIn(text).Distinct(StringComparer.Ordinal))
            {
                if (!known.TryGetValue(key, out var field))
                {
                    server.Fault(place, $"Refers to '{key}', which user_config does not have.");
                }
                else if (field.Sensitive && !isVariable)
                {
                    server.Fault(place, $"Hands over '{key}', which is sensitive: every process of a machine can read arguments. It has to be handed over by env.");
                }
            }
        }
    }
}
