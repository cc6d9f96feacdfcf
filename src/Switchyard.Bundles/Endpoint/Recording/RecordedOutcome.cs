using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Endpoint.Messages;

namespace Switchyard.Bundles.Endpoint.Recording;

/// <summary>What records call what came of a call, see <see cref="McpCallRecord.Outcome"/>.</summary>
internal static class RecordedOutcome
{
    public static string Of(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Result { Value: JsonObject result } when JsonText.IsTrue(result["isError"]) => "tool_error",
        CallOutcome.Result => "ok",
        CallOutcome.Unavailable unavailable => unavailable.Code,
        _ => "error",
    };
}
