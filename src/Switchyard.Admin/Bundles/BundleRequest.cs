using System.Buffers;
using System.Text.Json;
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
        ["id", "workspace", "origin", "definedIn", "state", "reason", "generation", "since", "lastError", "auth", "desiredVersion", "runningVersion", "nodes", "createdAt", "updatedAt"];

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

    /// <summary>The definition that this makes of <paramref name="current"/>; null: of nothing. What is wrong with it is added to <paramref name="faults"/>.</summary>
    public BundleDefinition Merge(BundleDefinition? current, FaultList faults)
    {
        faults.AddRange("", Faults);
        var merged = current is null ? Definition : JsonMerge.Apply(JsonElement.Parse(BundleDefinitionJson.Write(current)), Definition);
        var fields = new JsonFields(merged, faults, "");
        var definition = BundleDefinitionJson.Read(fields, withValues: false);
        fields.Finish();
        return definition;
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
