using System.Text.Json.Nodes;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tasks.Errands;

/// <summary>A call of a tool that is to be a task.</summary>
/// <param name="Caller">Who calls.</param>
/// <param name="Bundle">The bundle.</param>
/// <param name="Tool">The server's own name of the tool.</param>
/// <param name="Parameters">The <c>params</c> for the server, without what they say of tasks.</param>
/// <param name="Ttl">How long the client wants the task to live, or null.</param>
/// <param name="TakesResults">Whether the client may as well be given the result, of a server that makes no task of the call.</param>
internal sealed record TaskOrder(McpCaller Caller, BundleKey Bundle, string Tool, JsonObject Parameters, TimeSpan? Ttl, bool TakesResults)
{
    public TaskOwner Owner => new(Bundle.Workspace, Caller.UserId, Caller.AccessKeyId);
}
