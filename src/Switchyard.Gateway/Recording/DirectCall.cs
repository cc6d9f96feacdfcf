using Switchyard.Model.Bundles;

namespace Switchyard.Gateway.Recording;

/// <summary>A call of a tool that a client made itself, without a model.</summary>
/// <param name="UserId">The user.</param>
/// <param name="AccessKeyId">The access key.</param>
/// <param name="Bundle">The bundle.</param>
/// <param name="Tool">The server's own name of the tool.</param>
/// <param name="Arguments">Its arguments, a JSON text; kept as <c>recording.prompts</c> says.</param>
/// <param name="Outcome"><c>ok</c>, <c>error</c> (the tool said so), <c>failed</c> (there was no result), <c>refused</c> (it was not begun) or <c>cancelled</c>.</param>
/// <param name="ErrorClass">Why, as a stable code; null when all went well.</param>
/// <param name="StartedAt">When it came.</param>
/// <param name="Duration">How long it took.</param>
public sealed record DirectCall(
    Guid UserId, Guid AccessKeyId, BundleKey Bundle, string Tool, string Arguments, string Outcome, string? ErrorClass, DateTimeOffset StartedAt, TimeSpan Duration);
