using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Schema;
using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Sources.File.Parsing;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;
using Switchyard.Testing.Records;

namespace Switchyard.Configuration.Tests.Schema;

[Trait("criterion", "CFG-6")]
public sealed class ConfigSchemaTests
{
    private static readonly JsonObject Root = (JsonObject)JsonNode.Parse(ConfigSchema.Text)!;
    private static readonly SchemaValidator Validator = new(Root);

    private static readonly JsonNode?[] Values =
    [
        null, true, false, 0, 1, -1, 1.5, 7_000_000_000_000, "", "x", "0", "30s", "1h30m", "5m5h", "2026-01-31T12:00:00Z", "a-1", "https://a.example", "full", "metadata.user_id", "2024-10-21", "providers",
        new JsonArray(), new JsonArray("x"), new JsonArray(1, 2), new JsonArray(new JsonObject()), new JsonObject(), new JsonObject { ["set"] = true }, new JsonObject { ["x"] = "y" },
    ];

    [Fact]
    public void The_copy_in_the_repository_is_the_schema() => RecordedFile.MustBe("docs/schemas/config.v1.json", ConfigSchema.Text);

    [Fact]
    public void The_schema_and_the_reader_know_the_same_fields()
    {
        var known = FileFields.All();
        var described = Fields().Select(field => field.Path).ToHashSet();

        known.Count.ShouldBeGreaterThan(100);
        known.Except(described).ShouldBeEmpty("the reader knows them, the schema does not");
        described.Except(known).ShouldBeEmpty("the schema has them, the reader does not know them");
    }

    [Fact]
    public void Every_field_has_a_description_for_people()
    {
        foreach (var (path, schema) in Fields())
        {
            ((string?)schema["description"]).ShouldNotBeNullOrWhiteSpace(path);
        }
    }

    [Fact]
    public void What_the_reader_takes_is_valid_in_every_field()
    {
        foreach (var (path, schema) in Leaves())
        {
            foreach (var value in Values.Concat(Bounds(schema)))
            {
                if (TypesFor(path).Any(type => FileFields.FaultsOf(path, value, type).Count == 0))
                {
                    Validator.Takes(schema, value).ShouldBeTrue($"{path}: the reader takes {value?.ToJsonString() ?? "null"}, the schema does not");
                }
            }
        }
    }

    [Fact]
    public void What_the_schema_says_of_numbers_and_choices_is_what_the_reader_holds()
    {
        var judged = 0;
        foreach (var (path, schema) in Leaves().Where(leaf => leaf.Schema.ContainsKey("anyOf") && leaf.Schema["anyOf"]![0]!["format"] is null))
        {
            foreach (var value in Values.Concat(Bounds(schema)).Where(value => value is not (null or JsonObject) && Validator.Takes(schema, value) && !IsDuration(schema) && !IsSecret(schema)))
            {
                judged++;
                TypesFor(path).Any(type => FileFields.FaultsOf(path, value, type).Count == 0).ShouldBeTrue($"{path}: the schema takes {value!.ToJsonString()}, the reader does not");
            }
        }

        judged.ShouldBeGreaterThan(50);
    }

    [Fact]
    public void The_ranges_of_durations_in_the_descriptions_are_those_of_the_reader()
    {
        var durations = Leaves().Where(leaf => IsDuration(leaf.Schema)).ToArray();
        durations.Length.ShouldBeGreaterThan(15);
        foreach (var (path, schema) in durations)
        {
            var words = ((string)schema["description"]!).TrimEnd('.').Split(' ');
            Durations.TryParse(words[^3], out var min).ShouldBeTrue(path);
            Durations.TryParse(words[^1], out var max).ShouldBeTrue(path);

            FileFields.FaultsOf(path, words[^3]).ShouldBeEmpty(path);
            FileFields.FaultsOf(path, words[^1]).ShouldBeEmpty(path);
            if (min > TimeSpan.Zero)
            {
                FileFields.FaultsOf(path, Durations.Format(min - TimeSpan.FromMilliseconds(1))).ShouldNotBeEmpty(path);
            }

            if (max < Durations.Longest)
            {
                FileFields.FaultsOf(path, Durations.Format(max + TimeSpan.FromMilliseconds(1))).ShouldNotBeEmpty(path);
            }
        }
    }

    [Fact]
    public void A_default_written_out_changes_nothing()
    {
        var defaults = Leaves().Where(leaf => leaf.Schema.ContainsKey("default") && !leaf.Path.Contains("remove", StringComparison.Ordinal) && !leaf.Path.Contains("[]", StringComparison.Ordinal)).ToArray();
        defaults.Length.ShouldBeGreaterThan(20);
        foreach (var (path, schema) in defaults)
        {
            var without = FileFields.File(path, null);
            Hash(FileFields.File(path, schema["default"])).ShouldBe(Hash(without), path);
        }

        static string Hash(JsonObject file) => ConfigCheck.Text("a.json", file.ToJsonString(), _ => null).Model.ShouldNotBeNull().Hash;
    }

    [Fact]
    public void The_sample_in_the_docs_is_taken_is_valid_and_shows_every_section()
    {
        var text = RecordedFile.Read("docs/configuration/switchyard.sample.yaml");
        var check = ConfigCheck.Text("sample.yaml", text, name => name.Contains("KEY", StringComparison.Ordinal) ? $"a-value-of-{name}" : null);
        check.Faults.ShouldBeEmpty();

        var faults = new FileFaults("sample.yaml");
        var tree = YamlTree.Parse(text, new ScalarReader(new Variables(null, null, "sample.yaml"), faults), faults);
        var json = (JsonObject)JsonNode.Parse(new FileDocument(tree.ShouldNotBeNull(), faults).Root.GetRawText())!;
        Validator.Faults(json).ShouldBeEmpty();
        json.Select(member => member.Key).Order().ShouldBe(Root["properties"]!.AsObject().Select(member => member.Key).Order());
    }

    [Fact]
    public void The_validator_of_these_tests_does_refuse()
    {
        Validator.Faults(JsonNode.Parse("""{"version":1,"server":{"limits":{"headers":5}},"x":1,"routes":[{"name":"a"}]}""")).Count.ShouldBe(3);
        Validator.Faults(JsonNode.Parse("""{"version":2,"recording":{"prompts":"some","retention":"soon"}}""")).Count.ShouldBe(3);
    }

    private static IEnumerable<string> TypesFor(string path) => path.StartsWith("providers[].settings", StringComparison.Ordinal) ? ProviderTypes.Names : ["openai"];

    private static bool IsDuration(JsonObject schema) => (string?)schema["anyOf"]?[0]?["$ref"] == "#/$defs/duration";

    private static bool IsSecret(JsonObject schema) => schema["anyOf"]?[1]?["properties"] is not null;

    /// <summary>The bounds of a number, and what is just beyond them.</summary>
    private static IEnumerable<JsonNode?> Bounds(JsonObject schema) =>
        schema["anyOf"]?[0] is JsonObject number && number["minimum"] is { } min && number["maximum"] is { } max
            ? new[] { (long)(decimal)min, (long)(decimal)min - 1, (long)(decimal)max, (long)(decimal)max + 1 }.Select(bound => (JsonNode?)bound)
            : schema["anyOf"]?[0]?["enum"] is JsonArray names ? names.Select(name => name!.DeepClone()) : [];

    private static IEnumerable<(string Path, JsonObject Schema)> Leaves() => Fields().Where(field => !HasFields(field.Schema));

    private static bool HasFields(JsonObject schema) => schema["properties"] is not null || schema["items"]?["properties"] is not null;

    private static IEnumerable<(string Path, JsonObject Schema)> Fields() => Fields(Root, "");

    private static IEnumerable<(string Path, JsonObject Schema)> Fields(JsonObject schema, string parent)
    {
        var own = schema["properties"] as JsonObject ?? (schema["anyOf"] as JsonArray)?.OfType<JsonObject>().Select(option => option["properties"] as JsonObject).FirstOrDefault(found => found is not null);
        foreach (var (name, value) in own ?? [])
        {
            var member = (JsonObject)value!;
            var path = parent.Length == 0 ? name : $"{parent}.{name}";
            yield return (path, member);
            foreach (var inner in Fields(member, path).Concat(member["items"] is JsonObject item ? Fields(item, $"{path}[]") : []))
            {
                yield return inner;
            }
        }
    }
}
