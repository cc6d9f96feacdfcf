namespace Switchyard.Gateway.Asking.Events;

/// <summary>There is no answer, or no end to it.</summary>
/// <param name="Status">HTTP status that a client from outside would have got; 502 for an answer that broke off.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Message">One sentence, without addresses or secrets of Switchyard; an upstream's own words otherwise.</param>
/// <param name="RetryAfter">When it makes sense to try again, or null.</param>
public sealed record ModelFailed(int Status, string Code, string Message, TimeSpan? RetryAfter = null) : ModelEvent;
