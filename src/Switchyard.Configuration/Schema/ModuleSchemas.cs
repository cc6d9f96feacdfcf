using System.Text.Json.Nodes;
using Switchyard.Configuration.Sources.File.Sections;
using Switchyard.Model.Modules;
using static Switchyard.Configuration.Schema.SchemaParts;

namespace Switchyard.Configuration.Schema;

/// <summary>Schema of <c>modules</c>. What <c>config</c> may hold depends on <c>type</c>; a type that does not come with the product has a configuration of its own, which its node checks.</summary>
internal static class ModuleSchemas
{
    private const string Prefix = "module.";

    public static JsonObject Modules()
    {
        var modules = Named(
            "Modules of the request pipeline, in the order in which requests meet them. A node has default modules; one that is named here takes its default's place.",
            FileSection.MaxObjects,
            "A module.",
            ["name", "type"],
            ("name", Text("Unique name: lower-case letters and digits in groups joined by single hyphens.")),
            ("type", Text($"Type: {string.Join(", ", ModuleTypeSchemas.Names)}, or one that was added to the node.")),
            ("config", new JsonObject { ["description"] = "What its type takes.", ["type"] = Types("object", "null") }),
            ("on", Section(
                "Which intercepted requests it sees: those that fit every list; all if it is left out.",
                ("providers", Texts("Names of providers.", 1_000)),
                ("routes", Texts("Aliases that clients send as model.", 1_000)),
                ("formats", Formats()))),
            ("requires", Texts("Types of which an enabled module must be there.", 32)),
            ("enabled", Flag("Whether it takes part.", true)),
            ("onError", Choice("What becomes of a request in which it fails.", "fail", "fail", "skip")));
        modules["items"]!["allOf"] = new JsonArray([.. ModuleTypeSchemas.Names.Select(Condition)]);
        return modules;
    }

    /// <summary>The schemas of the types' configurations, for <c>$defs</c>.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Definitions() =>
        ModuleTypeSchemas.Names.Select(static name => KeyValuePair.Create<string, JsonNode?>($"{Prefix}{name}", ModuleTypeSchemas.Of(name)));

    private static JsonNode Condition(string type) => new JsonObject
    {
        ["if"] = new JsonObject { ["properties"] = new JsonObject { ["type"] = new JsonObject { ["const"] = type } }, ["required"] = Types("type") },
        ["then"] = new JsonObject { ["properties"] = new JsonObject { ["config"] = new JsonObject { ["$ref"] = $"#/$defs/{Prefix}{type}" } } },
    };

    private static JsonObject Formats() => List(
        "Formats of the client's side.",
        ModulePlacement.FormatNames.Count,
        new JsonObject { ["anyOf"] = new JsonArray(new JsonObject { ["enum"] = Types(ModulePlacement.FormatNames) }, Reference()) });
}
