using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Endpoint.Recording;

/// <summary>A call of a tool that has ended.</summary>
/// <param name="Caller">Who called.</param>
/// <param name="Bundle">The bundle.</param>
/// <param name="Tool">The server's own name of the tool.</param>
/// <param name="Arguments">Its arguments, a JSON text. What of them is kept is for whoever records to say.</param>
/// <param name="Outcome">
/// <c>ok</c>; <c>tool_error</c>: the result says <c>isError</c>; <c>error</c>: the server answered with an error object; <c>cancelled</c>; or why there was no answer, such as <c>bundle_stopped</c>, <c>bundle_busy</c>,
/// <c>call_timeout</c>.
/// </param>
/// <param name="StartedAt">When the call came.</param>
/// <param name="Duration">How long it took.</param>
public sealed record McpCallRecord(McpCaller Caller, BundleKey Bundle, string Tool, string Arguments, string Outcome, DateTimeOffset StartedAt, TimeSpan Duration);
