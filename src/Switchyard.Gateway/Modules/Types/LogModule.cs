using Microsoft.Extensions.Logging;
using Switchyard.Model.Modules.Types;

namespace Switchyard.Gateway.Modules.Types;

/// <summary><c>log.requests</c> at work.</summary>
internal sealed partial class LogModule(IModuleType type, RequestLogConfig config, Func<double> chance, ILogger<LogModule> logger) : ShippedModule(type), IEndModule
{
    private const decimal NanosPerDollar = 1_000_000_000m;

    /// <inheritdoc />
    public override bool IsIdle => config is { Sample: 0, Failures: false } && config.SlowerThan == TimeSpan.Zero;

    /// <inheritdoc />
    public void OnEnd(ModuleRequest request, ModuleEnd end)
    {
        if ((double)config.Sample > chance() || (config.Failures && end.Status == "failed") || (config.SlowerThan > TimeSpan.Zero && end.Duration > config.SlowerThan))
        {
            LogRequest(
                request.Id,
                request.UserName,
                request.AccessKeyId,
                end.Provider,
                end.Model,
                request.Route ?? "-",
                end.Status,
                end.HttpStatus,
                end.ErrorCode ?? "-",
                end.InputTokens,
                end.OutputTokens,
                end.CostNanos / NanosPerDollar,
                end.Attempts,
                (long)end.Duration.TotalMilliseconds,
                (long)(end.TimeToFirstByte ?? TimeSpan.Zero).TotalMilliseconds,
                end.Cached);
        }
    }

    [LoggerMessage(
        EventId = 4453,
        Level = LogLevel.Information,
        Message = "Request {RequestId} of {User} with key {AccessKeyId} to {Provider}/{Model} by route {Route}: {Status} {HttpStatus} {Code}, {InputTokens} tokens in, {OutputTokens} out, {Cost} USD, {Attempts} attempts, {Milliseconds} ms, first byte after {FirstByteMilliseconds} ms, cached {Cached}")]
    private partial void LogRequest(
        Guid requestId, string user, Guid accessKeyId, string provider, string model, string route, string status, int httpStatus, string code, long inputTokens, long outputTokens, decimal cost, int attempts, long milliseconds, long firstByteMilliseconds, bool cached);
}
