using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using static Switchyard.Configuration.Schema.SchemaParts;

namespace Switchyard.Configuration.Schema;

/// <summary>
/// The JSON schema (draft 2020-12) of the configuration file: every file that a node takes is valid under it, and every field has a description. What a schema can not say
/// (names that are unique, fields that go together) the check of the node says.
/// </summary>
/// <remarks>The readers in <c>Sources/File/Sections</c> decide what is valid. Tests ask them for every field, kind and bound, and compare.</remarks>
public static class ConfigSchema
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema as text, with a line feed at its end.</summary>
    public static string Text { get; } = Create().ToJsonString(Readable).ReplaceLineEndings("\n") + "\n";

    private static JsonObject Create()
    {
        var root = Section(
            "Configuration of Switchyard. Later files win: an object replaces the one of the same name, a section without names is replaced whole.",
            [
                ("version", Version()),
                ("requires", NodeSchemas.Requires()),
                ("server", NodeSchemas.Server()),
                ("providers", ProviderSchemas.Providers()),
                ("routes", RoutingSchemas.Routes()),
                ("modules", ModuleSchemas.Modules()),
                ("bundles", BundleSchemas.Bundles()),
                ("limits", RoutingSchemas.Limits()),
                ("prices", RoutingSchemas.Prices()),
                ("access", NodeSchemas.Access()),
                ("recording", NodeSchemas.Recording()),
                ("telemetry", NodeSchemas.Telemetry()),
                ("detection", DetectionSchemas.Detection()),
            ]);
        root["type"] = "object";
        root["required"] = Types("version");
        root["$defs"] = new JsonObject([.. Definitions().ToArray().Select(Detached), .. ModuleSchemas.Definitions()]);
        return new JsonObject([
            KeyValuePair.Create<string, JsonNode?>("$schema", "https://json-schema.org/draft/2020-12/schema"),
            KeyValuePair.Create<string, JsonNode?>("title", "Switchyard configuration, version 1"),
            .. root.ToArray().Select(member =>
            {
                root.Remove(member.Key);
                return member;
            }),
        ]);
    }

    private static KeyValuePair<string, JsonNode?> Detached(KeyValuePair<string, JsonNode?> member) => KeyValuePair.Create(member.Key, member.Value?.DeepClone());

    private static JsonObject Version() => new()
    {
        ["description"] = "Version of the format: 1.",
        ["anyOf"] = new JsonArray(new JsonObject { ["const"] = 1 }, Reference()),
    };
}
