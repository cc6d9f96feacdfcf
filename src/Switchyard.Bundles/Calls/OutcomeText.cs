using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions.Messages;

namespace Switchyard.Bundles.Calls;

/// <summary>What came of a request as a JSON object with one member that says what it is, to be kept or sent to another node.</summary>
internal static class OutcomeText
{
    public const string Result = "result";
    public const string Error = "error";
    public const string Unavailable = "unavailable";

    public static JsonObject Write(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Result result => new JsonObject { [Result] = result.Value?.DeepClone() },
        CallOutcome.Error error => new JsonObject { [Error] = new JsonObject { ["code"] = error.Code, ["message"] = error.Message, ["data"] = error.ErrorData?.DeepClone() } },
        CallOutcome.Unavailable unavailable => new JsonObject { [Unavailable] = new JsonObject { ["code"] = unavailable.Code, ["message"] = unavailable.Message } },
        _ => throw new InvalidOperationException($"There is no word for {outcome.GetType().Name}."),
    };

    /// <summary>Reads what was written; null when it is none.</summary>
    public static CallOutcome? Read(JsonObject text)
    {
        if (text[Error] is JsonObject error)
        {
            return new CallOutcome.Error((int)(MessageParser.Number(error, "code") ?? 0), MessageParser.Text(error, "message") ?? "", MessageParser.Take(error, "data"));
        }

        if (text[Unavailable] is JsonObject unavailable)
        {
            return new CallOutcome.Unavailable(MessageParser.Text(unavailable, "code") ?? CallFaults.Down, MessageParser.Text(unavailable, "message") ?? "");
        }

        return text.ContainsKey(Result) ? new CallOutcome.Result(MessageParser.Take(text, Result)) : null;
    }
}
