using System.Text.Json;
using Switchyard.Admin.Problems;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Configuration.Sources.File;
using Switchyard.Model.Canaries;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Canaries;

/// <summary>A revision to be made of several documents, as it was sent.</summary>
/// <param name="Documents">The texts by name; null takes the document away.</param>
/// <param name="Canary">How to try it first, or null.</param>
internal sealed record RevisionRequest(IReadOnlyDictionary<string, DocumentText?> Documents, CanaryTarget? Canary)
{
    private const int MaxDocuments = 100;
    private const int MaxNodes = 1000;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static RevisionRequest Read(JsonElement body)
    {
        var faults = new FaultList();
        var fields = new JsonFields(body, faults, "");
        var request = new RevisionRequest(ReadDocuments(fields), fields.Has("canary") ? ReadCanary(fields.Object("canary")) : null);
        fields.Finish();
        Problem.ThrowIfAny(faults);
        return request;
    }

    private static Dictionary<string, DocumentText?> ReadDocuments(JsonFields fields)
    {
        var texts = new Dictionary<string, DocumentText?>(StringComparer.Ordinal);
        if (!fields.TryTake("documents", out var documents) || documents.ValueKind != JsonValueKind.Object || documents.GetPropertyCount() is 0 or > MaxDocuments)
        {
            fields.Fault("documents", $"Must be an object of 1 to {MaxDocuments} texts by name of document.");
            return texts;
        }

        foreach (var member in documents.EnumerateObject())
        {
            texts[member.Name] = member.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => new DocumentText(member.Value.GetString()!, FileFormat.Yaml),
                _ => ReadText(new JsonFields(member.Value, fields.Faults, $"documents.{member.Name}")),
            };
        }

        return texts;
    }

    private static DocumentText ReadText(JsonFields fields)
    {
        var format = fields.Choice("format", FileFormat.Yaml, ("yaml", FileFormat.Yaml), ("json", FileFormat.Json));
        var text = fields.TryTake("text", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        if (text is null)
        {
            fields.Fault("text", "Must be the text of the document.");
        }

        fields.Finish();
        return new DocumentText(text ?? "", format);
    }

    private static CanaryTarget ReadCanary(JsonFields fields)
    {
        var (defaults, thresholds) = (CanaryPlan.Default, fields.Object("thresholds"));
        var target = new CanaryTarget(
            fields.Texts("nodes", MaxNodes, 256),
            (int?)fields.Whole("percent", 1, 99),
            new CanaryPlan
            {
                Window = fields.Duration("window", defaults.Window, Shortest, Longest),
                Promotes = fields.Choice("promote", defaults.Promotes, ("auto", true), ("manual", false)),
                ErrorRate = (double?)thresholds.Number("errorRate", 0, 1) ?? defaults.ErrorRate,
                Latency = (double?)thresholds.Number("latency", 1, 100) ?? defaults.Latency,
                MinRequests = thresholds.Whole("minRequests", 1, 1_000_000) ?? defaults.MinRequests,
            });
        if ((target.Nodes is null) == (target.Percent is null) || target.Nodes is { Count: 0 })
        {
            fields.Fault("nodes", "Name nodes, or give a percentage of them; one of the two.");
        }

        thresholds.Finish();
        fields.Finish();
        return target;
    }
}
