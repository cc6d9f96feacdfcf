using System.Text.Json;
using Switchyard.Configuration.Reloading;
using Switchyard.Model.Canaries;
using Switchyard.Model.Modules;

namespace Switchyard.Configuration.Nodes;

/// <summary>The part of this node in a canary as its report carries it: <c>canary: {revision, chosen, runs, fault}</c>. Without a canary it is not mentioned.</summary>
internal sealed class CanaryFacts(ConfigurationStatus status, IEnumerable<IModuleReports> modules) : INodeFacts
{
    private const string Member = "canary";

    private readonly IModuleReports[] _modules = [.. modules];

    public void Write(Utf8JsonWriter report)
    {
        var state = status.State;
        if (state.Applied?.Canary is not { } mark)
        {
            return;
        }

        report.WriteStartObject(Member);
        report.WriteNumber("revision", mark.Revision);
        report.WriteBoolean("chosen", mark.IsChosen);
        report.WriteBoolean("runs", mark.Runs);
        if (FaultOf(state, mark) is { } fault)
        {
            report.WriteString("fault", fault);
        }

        report.WriteEndObject();
    }

    /// <summary>What a report says; null when it mentions no canary or can not be read, as one of another version.</summary>
    public static (CanaryMark Mark, string? Fault)? Read(string report)
    {
        try
        {
            using var json = JsonDocument.Parse(report);
            return json.RootElement.TryGetProperty(Member, out var canary)
                ? (new CanaryMark(canary.GetProperty("revision").GetInt64(), canary.GetProperty("chosen").GetBoolean(), canary.GetProperty("runs").GetBoolean()),
                    canary.TryGetProperty("fault", out var fault) ? fault.GetString() : null)
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private string? FaultOf(ConfigurationState state, CanaryMark mark) =>
        !mark.IsChosen ? null
        : !mark.Runs ? state.RejectedReason ?? state.ReadFailure ?? "It goes on without."
        : _modules.SelectMany(reports => reports.FaultsAfter(mark.Revision - 1)).FirstOrDefault()?.ToString();
}
