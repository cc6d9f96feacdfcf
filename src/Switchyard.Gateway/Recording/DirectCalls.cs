using Switchyard.Gateway.Bridges;

namespace Switchyard.Gateway.Recording;

/// <summary>
/// Records calls of tools that came through <c>/mcp</c>: each is an interception of the format <c>mcp</c> with one tool usage, on the same way as all others. Its provider is called <c>mcp</c>, which no provider may be,
/// its route is the workspace, and it costs nothing.
/// </summary>
public sealed class DirectCalls
{
    private const string Name = "mcp";

    private readonly IRecorder _recorder;
    private readonly Func<long> _revision;
    private readonly TimeProvider _time;

    internal DirectCalls(IRecorder recorder, Func<long> revision, TimeProvider time) => (_recorder, _revision, _time) = (recorder, revision, time);

    /// <summary>Records a call that has ended. It is in the journal when this returns. Never throws.</summary>
    public void Record(DirectCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var run = new ToolRun(call.Bundle.Bundle, call.Tool, call.Duration, call.Outcome, call.ErrorClass);
        _recorder.End(new InterceptionEnd
        {
            Start = new InterceptionStart
            {
                Id = Guid.CreateVersion7(_time.GetUtcNow()),
                StartedAt = call.StartedAt,
                Revision = _revision(),
                UserId = call.UserId,
                AccessKeyId = call.AccessKeyId,
                ProviderId = Guid.Empty,
                ProviderName = Name,
                Model = Name,
                Route = call.Bundle.Workspace,
                Format = BridgeFormat.Mcp,
            },
            EndedAt = call.StartedAt + call.Duration,
            Status = call.Outcome switch
            {
                "ok" or "error" => InterceptionStatus.Completed,
                "cancelled" => InterceptionStatus.Cancelled,
                _ => InterceptionStatus.Failed,
            },
            ErrorCode = call.Outcome is "failed" or "refused" ? call.ErrorClass : null,
            ToolCalls = [new ToolCall("", $"{call.Bundle.Bundle}__{call.Tool}", call.Arguments) { Run = run }],
        });
    }
}
