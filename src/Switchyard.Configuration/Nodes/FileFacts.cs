using System.Text.Json;
using Switchyard.Configuration.Reloading;

namespace Switchyard.Configuration.Nodes;

/// <summary>The configuration files of this node as its report carries them: <c>files: {hash, names}</c>. Nodes that have none do not mention them.</summary>
internal sealed class FileFacts(ConfigurationStatus status) : INodeFacts
{
    private const string Member = "files";

    public void Write(Utf8JsonWriter report)
    {
        if (status.State.Files is not { Names.Count: > 0 } files)
        {
            return;
        }

        report.WriteStartObject(Member);
        report.WriteString("hash", files.Hash);
        report.WriteStartArray("names");
        foreach (var name in files.Names)
        {
            report.WriteStringValue(name);
        }

        report.WriteEndArray();
        report.WriteEndObject();
    }

    /// <summary>What a report says; null when it mentions no files or can not be read, as one of another version.</summary>
    public static FilesInForce? Read(string report)
    {
        try
        {
            using var json = JsonDocument.Parse(report);
            return json.RootElement.TryGetProperty(Member, out var files)
                ? new FilesInForce(files.GetProperty("hash").GetString() ?? "", [.. files.GetProperty("names").EnumerateArray().Select(name => name.GetString() ?? "")])
                : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }
}
