using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Peers;

/// <summary>What nodes say to each other: JSON objects with one member that says what they are.</summary>
internal static class PeerWire
{
    public const string Lease = "lease";
    public const string Method = "method";
    public const string Parameters = "params";
    public const string WantsProgress = "progress";
    public const string Start = "start";
    public const string Seen = "seen";
    private const string Result = "result";
    private const string Error = "error";
    private const string Unavailable = "unavailable";

    /// <summary>A sign of progress.</summary>
    public static byte[] Progress(JsonObject parameters) => MessageWriter.Bytes(new JsonObject { [WantsProgress] = parameters.DeepClone() });

    /// <summary>What came of a request.</summary>
    public static byte[] Outcome(CallOutcome outcome) => MessageWriter.Bytes(outcome switch
    {
        CallOutcome.Result result => new JsonObject { [Result] = result.Value?.DeepClone() },
        CallOutcome.Error error => new JsonObject { [Error] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message, ["data"] = error.ErrorData?.DeepClone() } },
        CallOutcome.Unavailable unavailable => Refusal(unavailable.Code, unavailable.Message),
        _ => throw new InvalidOperationException($"There is no word for {outcome.GetType().Name}."),
    });

    /// <summary>Why there is no answer.</summary>
    public static JsonObject Refusal(string code, string message) => new() { [Unavailable] = new JsonObject { ["code"] = code, ["message"] = message } };

    /// <summary>Reads what came of a request; false for a sign of progress.</summary>
    /// <exception cref="ServerErrorException">The server answered with an error object.</exception>
    /// <exception cref="ServerLostException">The server ended before it answered, or the answer is none.</exception>
    /// <exception cref="CallRefusedException">The owner says why there is no answer.</exception>
    public static bool TryReadOutcome(JsonObject message, out JsonNode? result)
    {
        result = null;
        if (message[WantsProgress] is JsonObject)
        {
            return false;
        }

        if (message[Error] is JsonObject error)
        {
            throw new ServerErrorException((int)(MessageParser.Number(error, "code") ?? 0), MessageParser.Text(error, "message") ?? "", MessageParser.Take(error, "data"));
        }

        ThrowIfRefused(message);
        if (!message.ContainsKey(Result))
        {
            throw new ServerLostException("The owner's answer is none.", wasWritten: true);
        }

        result = MessageParser.Take(message, Result);
        return true;
    }

    /// <summary>Throws when a message says why there is no answer.</summary>
    public static void ThrowIfRefused(JsonObject message)
    {
        if (message[Unavailable] is not JsonObject unavailable)
        {
            return;
        }

        var (code, text) = (MessageParser.Text(unavailable, "code") ?? CallFaults.Down, MessageParser.Text(unavailable, "message") ?? "");
        throw code == CallFaults.Lost ? new ServerLostException(text, wasWritten: true) : new CallRefusedException(code, text);
    }

    /// <summary>What a server is and offers.</summary>
    public static JsonObject View(PeerMark mark, ILiveServer server) => new()
    {
        ["generation"] = mark.Generation,
        ["changes"] = mark.Changes,
        ["initialization"] = server.Initialization.DeepClone(),
        ["tools"] = new JsonArray([.. server.Tools.Select(static tool => new JsonObject { ["name"] = tool.Name, ["hash"] = tool.Hash, ["definition"] = JsonNode.Parse(tool.Definition.Span) })]),
    };

    /// <summary>Reads a view.</summary>
    /// <exception cref="ServerLostException">It is none.</exception>
    public static (PeerMark Mark, JsonObject Initialization, IReadOnlyList<BundleTool> Tools) ReadView(JsonObject view)
    {
        if (ReadMark(view) is not { } mark || view["initialization"] is not JsonObject initialization || view["tools"] is not JsonArray listed)
        {
            throw new ServerLostException("What the owner says of its server can not be read.", wasWritten: false);
        }

        var tools =
            from tool in listed.OfType<JsonObject>()
            let name = MessageParser.Text(tool, "name")
            where name is not null && tool["definition"] is not null
            select new BundleTool(name, MessageWriter.Bytes(tool["definition"]!), MessageParser.Text(tool, "hash") ?? "", IsQuarantined: false);
        return (mark, initialization.DeepClone().AsObject(), [.. tools]);
    }

    /// <summary>Which view somebody has seen.</summary>
    public static JsonObject Mark(PeerMark mark) => new() { ["generation"] = mark.Generation, ["changes"] = mark.Changes };

    /// <summary>Reads which view somebody has seen; null for none.</summary>
    public static PeerMark? ReadMark(JsonObject? mark) =>
        MessageParser.Number(mark, "generation") is { } generation && MessageParser.Number(mark, "changes") is { } changes ? new PeerMark(generation, changes) : null;
}
