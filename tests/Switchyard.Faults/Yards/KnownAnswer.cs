namespace Switchyard.Faults.Yards;

/// <summary>A request and what the upstream must answer.</summary>
/// <param name="Body">The request.</param>
/// <param name="IsStream">Whether the answer comes event by event.</param>
/// <param name="Tokens">Output tokens of the answer.</param>
/// <param name="Bytes">The whole answer.</param>
internal sealed record KnownAnswer(string Body, bool IsStream, int Tokens, byte[] Bytes);
