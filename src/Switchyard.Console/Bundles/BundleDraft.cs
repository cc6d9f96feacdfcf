using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchyard.Console.Bundles;

/// <summary>A bundle as somebody writes it down in the form.</summary>
public sealed class BundleDraft
{
    /// <summary>Name of the workspace.</summary>
    public string? Workspace { get; set; }

    /// <summary>Name of the bundle.</summary>
    public string? Name { get; set; }

    /// <summary>How its server is reached.</summary>
    public string? Type { get; set; } = "stdio";

    /// <summary>Program of a process.</summary>
    public string? Command { get; set; }

    /// <summary>Its arguments, one a line.</summary>
    public string? Args { get; set; }

    /// <summary>Address of a remote server.</summary>
    public string? Url { get; set; }

    /// <summary>SHA-256 of an archive that was uploaded.</summary>
    public string? Archive { get; set; }

    /// <summary>Credential fields, <c>NAME=env:VARIABLE</c> or <c>NAME=header:HEADER</c>, one a line.</summary>
    public string? Credentials { get; set; }

    /// <summary>Whether it starts with the node.</summary>
    public bool Eager { get; set; } = true;

    /// <summary>Whether tools have to be approved.</summary>
    public bool PinTools { get; set; }

    /// <summary>The definition for the API, which judges what it means.</summary>
    public JsonElement ToDefinition()
    {
        var definition = new JsonObject { ["name"] = Name?.Trim() ?? "", ["type"] = Type, ["eager"] = Eager, ["pinTools"] = PinTools };
        switch (Type)
        {
            case "stdio":
                definition["command"] = Command?.Trim();
                definition["args"] = new JsonArray([.. Lines(Args).Select(static line => JsonValue.Create(line))]);
                break;
            case "mcpb":
                definition["archive"] = Archive;
                break;
            default:
                definition["url"] = Url?.Trim();
                break;
        }

        if (Type != "mcpb")
        {
            definition["credentials"] = new JsonArray([.. Lines(Credentials).Select(Field)]);
        }

        return JsonElement.Parse(definition.ToJsonString());
    }

    private static string[] Lines(string? text) => (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static JsonObject Field(string line)
    {
        var (name, place) = line.Split('=', 2) is [var before, var after] ? (before, after) : (line, "");
        var (kind, target) = place.Split(':', 2) is [var way, var where] ? (way, where) : ("env", place);
        return new JsonObject { ["name"] = name, [kind == "file" ? "fileEnv" : kind] = target, ["required"] = true };
    }
}
