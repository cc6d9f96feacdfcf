using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Processes;

namespace Switchyard.Bundles.Sessions.Clients;

/// <summary>Takes what a server says of its own accord: that a list has changed, and lines for its log.</summary>
internal sealed class ServerNotices(IServerObserver observer, long generation, LineQuota lines, Redactor redactor)
{
    private const int LongestLine = 8 << 10;

    // A signal and no queue: many changes are read once.
    private readonly Channel<bool> _toolsChanged = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Takes a notification.</summary>
    public void Take(string method, JsonObject? parameters)
    {
        switch (method)
        {
            case "notifications/tools/list_changed":
                DoubtTools();
                break;
            case "notifications/resources/list_changed" or "notifications/prompts/list_changed":
                TellListsChanged();
                break;
            case "notifications/message" when parameters is not null:
                Tell(LineOf(parameters));
                break;
        }
    }

    /// <summary>The list of tools may not be what it was.</summary>
    public void DoubtTools() => _toolsChanged.Writer.TryWrite(true);

    /// <summary>Waits until the list of tools is doubted.</summary>
    public async Task ToolsDoubtedAsync(CancellationToken cancellationToken) => await _toolsChanged.Reader.ReadAsync(cancellationToken);

    /// <summary>Tells the observer that a list has changed.</summary>
    public void TellListsChanged() => observer.ListsChanged(generation);

    /// <summary>Adds a line to the log, without secrets.</summary>
    public void Tell(string line)
    {
        line = redactor.Redact(line);
        lines.Add(line.Length > LongestLine ? line[..LongestLine] : line);
    }

    private static string LineOf(JsonObject parameters)
    {
        var data = parameters["data"];
        var text = data is null ? "" : data.GetValueKind() == JsonValueKind.String ? data.GetValue<string>() : MessageWriter.Text(data);
        var logger = MessageParser.Text(parameters, "logger");
        return $"[{MessageParser.Text(parameters, "level") ?? "info"}] {(logger is null ? "" : logger + ": ")}{text.ReplaceLineEndings(" ")}";
    }
}
