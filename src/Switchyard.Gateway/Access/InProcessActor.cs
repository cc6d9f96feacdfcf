namespace Switchyard.Gateway.Access;

/// <summary>Says that a request was made inside the process, and in whose name. Only code can set it; no header can.</summary>
/// <param name="AccessKeyId">The access key; whether it may still be used is asked of the newest configuration.</param>
internal sealed record InProcessActor(Guid AccessKeyId);
