using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Admin.Requests;
using Switchyard.Model.Bundles;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Bundles;

/// <summary>A bundle to be created or changed, as it was sent. A change is merged into the definition there is (RFC 7396): absent members stay, null ones go back to their default, a list replaces the whole list.</summary>
internal sealed record BundleRequest(string? Name, bool? Enabled, JsonElement Definition, FaultList Faults)
{
    // What a read shows besides the definition; sent back, it decides nothing.
    private static readonly string[] Shown =
        ["id", "workspace", "origin", "definedIn", "state", "reason", "generation", "since", "lastError", "auth", "desiredVersion", "runningVersion", "nodes", "manifest", "createdAt", "updatedAt"];

    public static BundleRequest ReadNew(JsonElement body)
    {
        var request = Read(body, out var fields);
        if (!fields.Faults.Any(fault => fault.Field == "name") && BundleRules.NameFault(request.Name) is { } wrong)
        {
            fields.Fault("name", wrong);
        }

        return request;
    }

    public static BundleRequest ReadPatch(JsonElement body)
    {
        var request = Read(body, out var fields);
        if (!body.EnumerateObject().Any())
        {
            fields.Faults.Add("", "The body is empty; name at least one field to change.");
        }

        return request;
    }

    /// <summary>The archive that it names, or null.</summary>
    public string? Archive => Definition.TryGetProperty("archive", out var archive) && archive.ValueKind == JsonValueKind.String ? archive.GetString() : null;

    /// <summary>The definition that this makes of <paramref name="current"/>; null: of nothing. What is wrong with it is added to <paramref name="faults"/>.</summary>
    /// <param name="current">The definition there is, or null.</param>
    /// <param name="manifest">The manifest of <see cref="Archive"/>; null when there is no such archive.</param>
    /// <param name="faults">Where faults go.</param>
    public BundleDefinition Merge(BundleDefinition? current, string? manifest, FaultList faults)
    {
        faults.AddRange("", Faults);
        var definition = Archive is null ? Definition : JsonMerge.Apply(Definition, JsonElement.Parse($$"""{"manifest":{{manifest ?? "null"}}}"""));
        var merged = current is null ? definition : JsonMerge.Apply(Replaced(current), definition);
        var fields = new JsonFields(merged, faults, "");
        var read = BundleDefinitionJson.Read(fields, withValues: false);
        fields.Finish();
        return read;
    }

    /// <summary>What the patch is merged into: without the manifest of the archive that another takes the place of, and without the archive of a bundle that becomes one of another type.</summary>
    private JsonElement Replaced(BundleDefinition current)
    {
        var json = JsonNode.Parse(BundleDefinitionJson.Write(current))!.AsObject();
        if (Archive is not null)
        {
            json.Remove("manifest");
        }

        if (Definition.TryGetProperty("type", out var type) && !(type.ValueKind == JsonValueKind.String && type.ValueEquals("mcpb")))
        {
            json.Remove("archive");
            json.Remove("manifest");
            json.Remove("settings");
        }

        return JsonElement.Parse(json.ToJsonString());
    }

    private static BundleRequest Read(JsonElement body, out JsonFields fields)
    {
        var faults = new FaultList();
        fields = new JsonFields(body, faults, "");
        var name = fields.Text("name", ProviderNames.MaxLength);
        var enabled = fields.OptionalFlag("enabled");
        return new BundleRequest(name, enabled, DefinitionOf(body), faults);
    }

    private static JsonElement DefinitionOf(JsonElement body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            using var writer = new Utf8JsonWriter(buffer);
            writer.WriteStartObject();
            foreach (var member in body.EnumerateObject().Where(member => member.Name is not ("name" or "enabled") && !Shown.Contains(member.Name, StringComparer.Ordinal)))
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        }
        catch (InvalidOperationException)
        {
            // A member whose name is no valid Unicode; the reader of the definition refuses it.
            return body.Clone();
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }
}
