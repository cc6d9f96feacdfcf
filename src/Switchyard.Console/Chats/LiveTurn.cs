using System.Text.Json;
using Switchyard.Admin.Client.Chats;

namespace Switchyard.Console.Chats;

/// <summary>A turn as its events tell it. Each event is taken once, in order.</summary>
public sealed class LiveTurn
{
    private readonly List<ChatPart> _parts = [];

    /// <summary>Number of the turn; null until it has said so.</summary>
    public long? Number { get; private set; }

    /// <summary>The last event that was taken and has an id: from here on it can be followed elsewhere.</summary>
    public string? LastEventId { get; private set; }

    /// <summary>What came, in order.</summary>
    public IReadOnlyList<ChatPart> Parts => _parts;

    /// <summary>What it waits for, or null.</summary>
    public string? Progress { get; private set; }

    /// <summary>How it ended: <c>completed</c>, <c>cancelled</c>, or <c>failed</c>; null: it has not.</summary>
    public string? Outcome { get; private set; }

    /// <summary>Code, message and advice of the error that ended it, or null.</summary>
    public (string Code, string Message, string? Advice)? Error { get; private set; }

    /// <summary>Takes the next event. Kinds that are not known change nothing.</summary>
    public void Take(ChatEvent happened)
    {
        LastEventId = happened.Id ?? LastEventId;
        switch (happened.Type)
        {
            case "turn.started":
                Number = Member(happened, "turn") is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : Number;
                break;
            case "turn.progress":
                Progress = happened.Text("message");
                return;
            case "text.delta":
                Open().Text.Append(happened.Text("text"));
                break;
            case "tool.started":
                _parts.Add(new ChatPart { CallId = happened.Text("id") ?? "", Tool = happened.Text("name") ?? "", Arguments = ChatTexts.Of(Member(happened, "arguments"), setOut: true) });
                break;
            case "tool.finished" when _parts.Find(part => part.CallId == happened.Text("id")) is { } call:
                call.Result = ChatTexts.Of(Member(happened, "result"), setOut: true);
                call.IsError = Member(happened, "isError").ValueKind == JsonValueKind.True;
                break;
            case "turn.finished":
                Outcome = happened.Text("outcome") ?? "completed";
                break;
            case "error":
                Outcome = "failed";
                Error = (happened.Text("code") ?? "", happened.Text("message") ?? "", happened.Text("advice"));
                break;
            default:
                break;
        }

        Progress = null;
    }

    private ChatPart Open()
    {
        if (_parts.Count == 0 || _parts[^1].CallId is not null)
        {
            _parts.Add(new ChatPart());
        }

        return _parts[^1];
    }

    private static JsonElement Member(ChatEvent happened, string name) => happened.Data.ValueKind == JsonValueKind.Object && happened.Data.TryGetProperty(name, out var value) ? value : default;
}
