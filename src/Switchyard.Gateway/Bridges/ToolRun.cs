namespace Switchyard.Gateway.Bridges;

/// <summary>How a call of a tool of a bundle was run.</summary>
/// <param name="Bundle">The bundle.</param>
/// <param name="Tool">The server's own name of the tool.</param>
/// <param name="Duration">From the moment it was begun to its result; zero for one that was not begun.</param>
/// <param name="Outcome"><c>ok</c>, <c>error</c> (the tool said so), <c>failed</c> (there was no result), <c>refused</c> (it was not begun) or <c>cancelled</c>.</param>
/// <param name="ErrorClass">Why, as a stable code; null when all went well.</param>
internal sealed record ToolRun(string Bundle, string Tool, TimeSpan Duration, string Outcome, string? ErrorClass);
