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

    /// <summary>A sign of progress.</summary>
    public static byte[] Progress(JsonObject parameters) => MessageWriter.Bytes(new JsonObject { [WantsProgress] = parameters.DeepClone() });

    /// <summary>What came of a request.</summary>
    public static byte[] Outcome(CallOutcome outcome) => MessageWriter.Bytes(OutcomeText.Write(outcome));

    /// <summary>Why there is no answer.</summary>
    public static JsonObject Refusal(string code, string message) => OutcomeText.Write(new CallOutcome.Unavailable(code, message));

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

        ThrowIfRefused(message);
        result = OutcomeText.Read(message) switch
        {
            CallOutcome.Result answer => answer.Value,
            CallOutcome.Error error => throw new ServerErrorException(error.Code, error.Message, error.ErrorData),
            _ => throw new ServerLostException("The owner's answer is none.", wasWritten: true),
        };
        return true;
    }

    /// <summary>Throws when a message says why there is no answer.</summary>
    public static void ThrowIfRefused(JsonObject message)
    {
        if (message.ContainsKey(OutcomeText.Unavailable) && OutcomeText.Read(message) is CallOutcome.Unavailable why)
        {
            throw why.Code == CallFaults.Lost ? new ServerLostException(why.Message, wasWritten: true) : new CallRefusedException(why.Code, why.Message);
        }
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
