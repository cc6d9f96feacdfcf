using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Modules.Types;

/// <summary><c>header.transform</c>: sets, removes and appends headers.</summary>
public sealed class HeaderTransform : ModuleDefinition<HeaderTransformConfig>
{
    /// <summary>Most headers of one kind of edit.</summary>
    public const int MaxHeaders = 64;

    /// <inheritdoc />
    public override string Name => "header.transform";

    /// <inheritdoc />
    public override string Description => "Sets, removes and appends headers of requests on their way upstream and of responses on their way to the client.";

    /// <inheritdoc />
    protected override HeaderTransformConfig ReadConfig(JsonFields fields) => new(Edits(fields.Object("request")), Edits(fields.Object("response")));

    /// <inheritdoc />
    protected override void WriteConfig(Utf8JsonWriter writer, HeaderTransformConfig config)
    {
        Write(writer, "request", config.Request);
        Write(writer, "response", config.Response);
    }

    private static HeaderEdits Edits(JsonFields fields)
    {
        var remove = fields.Texts("remove", MaxHeaders, 256) ?? [];
        for (var i = 0; i < remove.Count; i++)
        {
            if (HeaderRules.NameFault(remove[i]) is { } fault)
            {
                fields.Fault($"remove[{i}]", fault);
            }
        }

        var edits = new HeaderEdits
        {
            Remove = [.. remove.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)],
            Set = Values(fields, "set"),
            Append = Values(fields, "append"),
        };
        fields.Finish();
        return edits;
    }

    private static KeyValuePair<string, string>[] Values(JsonFields parent, string member)
    {
        var fields = parent.Object(member);
        string[] names = [.. fields.Names];
        if (names.Length > MaxHeaders)
        {
            parent.Fault(member, $"Has {names.Length} headers; at most {MaxHeaders} are allowed.");
        }

        var values = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            var before = fields.Faults.Count;
            var value = fields.Text(name, HeaderRules.MaxLength) ?? "";
            if ((HeaderRules.NameFault(name) ?? (fields.Faults.Count == before ? HeaderRules.ValueFault(value) : null)) is { } fault)
            {
                fields.Fault(name, fault);
            }
            else if (!values.TryAdd(name, value))
            {
                fields.Fault(name, "Is given twice: names of headers do not differ by case.");
            }
        }

        return [.. values];
    }

    private static void Write(Utf8JsonWriter writer, string name, HeaderEdits edits)
    {
        writer.WriteStartObject(name);
        writer.WriteStartArray("remove");
        foreach (var header in edits.Remove)
        {
            writer.WriteStringValue(header);
        }

        writer.WriteEndArray();
        Write(writer, "set", edits.Set);
        Write(writer, "append", edits.Append);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        writer.WriteStartObject(name);
        foreach (var (header, value) in headers)
        {
            writer.WriteString(header, value);
        }

        writer.WriteEndObject();
    }
}
