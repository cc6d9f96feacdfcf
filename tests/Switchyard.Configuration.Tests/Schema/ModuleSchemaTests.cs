using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Configuration.Schema;
using Switchyard.Model.Modules;
using Switchyard.Model.Modules.Types;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Tests.Schema;

/// <summary>The schema of each type's configuration against the reader of that type.</summary>
[Trait("criterion", "CFG-6")]
public sealed class ModuleSchemaTests
{
    private const string Known = "Unknown field; known are ";
    private static readonly JsonObject Root = (JsonObject)JsonNode.Parse(ConfigSchema.Text)!;
    private static readonly SchemaValidator Validator = new(Root);

    private static readonly JsonNode?[] Values =
    [
        null, true, 0, 1, -1, 0.5, 1.5, 7_000_000_000_000, "", "x", "0", "30s", "2h", "3d", "everyone", "input", "node", "mask", new JsonArray(), new JsonArray("X-A"), new JsonArray(0.5), new JsonObject(),
        new JsonObject { ["X-A"] = "b" },
        new JsonArray(new JsonObject { ["name"] = "a", ["pattern"] = "b" }), new JsonArray(new JsonObject { ["alias"] = "a", ["targets"] = new JsonArray(new JsonObject { ["provider"] = "p", ["model"] = "m" }) }),
    ];

    public static TheoryData<string> Types => new(ShippedModules.Catalog.Names);

    [Fact]
    public void Every_type_of_the_product_has_a_schema() =>
        Root["$defs"]!.AsObject().Select(member => member.Key).Where(name => name.StartsWith("module.", StringComparison.Ordinal)).ShouldBe(ShippedModules.Catalog.Names.Select(name => $"module.{name}"));

    [Theory]
    [MemberData(nameof(Types))]
    public void A_default_configuration_is_valid_says_every_field_and_changes_nothing(string type)
    {
        var usual = ShippedModules.Defaults.Single(module => module.Type == type);
        var json = JsonNode.Parse(usual.Config)!.AsObject();

        Validator.Takes(SchemaOf(type), json).ShouldBeTrue(usual.Config);
        json.Select(member => member.Key).Order(StringComparer.Ordinal).ShouldBe(SchemaOf(type)["properties"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        Read(type, json, out var again).ShouldBeEmpty();
        again.ShouldBe(usual.Config);
        foreach (var (name, field) in SchemaOf(type)["properties"]!.AsObject())
        {
            ((string?)field!["description"]).ShouldNotBeNullOrWhiteSpace(name);
            if (field["default"] is { } written && json[name] is { } held)
            {
                (held.ToJsonString() is var text && Durations.TryParse(text.Trim('"'), out var one) && Durations.TryParse(written.ToJsonString().Trim('"'), out var two) ? one == two : JsonNode.DeepEquals(written, held))
                    .ShouldBeTrue($"{type}.{name}: the schema has the default {written.ToJsonString()}, the reader {held.ToJsonString()}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Schema_and_reader_know_the_same_fields(string type)
    {
        var fault = Read(type, new JsonObject { ["zz"] = 1 }, out _).ShouldHaveSingleItem();

        fault.Field.ShouldBe("zz");
        fault.Detail[Known.Length..].TrimEnd('.').Split(", ").Order(StringComparer.Ordinal).ShouldBe(SchemaOf(type)["properties"]!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));
        Validator.Takes(SchemaOf(type), new JsonObject { ["zz"] = 1 }).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_the_reader_takes_the_schema_takes_and_numbers_and_choices_the_other_way_too(string type)
    {
        foreach (var (name, node) in SchemaOf(type)["properties"]!.AsObject())
        {
            var field = node!.AsObject();
            foreach (var value in Values.Concat(Bounds(field)))
            {
                var isTaken = Read(type, new JsonObject { [name] = value?.DeepClone() }, out _).Count == 0;
                var isValid = Validator.Takes(field, value);
                if (isTaken)
                {
                    isValid.ShouldBeTrue($"{type}.{name}: the reader takes {value?.ToJsonString() ?? "null"}, the schema does not");
                }
                else if (value is not null && field["anyOf"]?[0] is JsonObject kind && (kind["minimum"] is not null || kind["enum"] is not null))
                {
                    isValid.ShouldBeFalse($"{type}.{name}: the schema takes {value.ToJsonString()}, the reader does not");
                }
            }
        }
    }

    [Fact]
    public void The_schema_of_a_module_looks_into_the_configuration_of_its_type()
    {
        Validator.Faults(JsonNode.Parse("""{"version":1,"modules":[{"name":"a","type":"ratelimit.requests","config":{"requestsPerMinute":5}},{"name":"b","type":"of.somebody","config":{"x":1}}]}""")).ShouldBeEmpty();
        Validator.Faults(JsonNode.Parse("""{"version":1,"modules":[{"name":"a","type":"ratelimit.requests","config":{"requestsPerMinute":-5,"x":1}}]}""")).Count.ShouldBe(2);
    }

    private static JsonObject SchemaOf(string type) => Root["$defs"]![$"module.{type}"]!.AsObject();

    private static IReadOnlyList<Fault> Read(string type, JsonObject config, out string canonical)
    {
        ShippedModules.Catalog.TryFind(type, out var definition).ShouldBeTrue();
        var faults = new FaultList();
        canonical = definition!.Read(new JsonFields(JsonElement.Parse(config.ToJsonString()), faults, ""));
        return [.. faults];
    }

    private static IEnumerable<JsonNode?> Bounds(JsonObject schema) =>
        schema["anyOf"]?[0] is JsonObject number && number["minimum"] is { } min && number["maximum"] is { } max
            ? new[] { (decimal)min, (decimal)min - 1, (decimal)max, (decimal)max + 1 }.Select(bound => (JsonNode?)bound)
            : schema["anyOf"]?[0]?["enum"] is JsonArray names ? names.Select(name => name!.DeepClone()) : [];
}
