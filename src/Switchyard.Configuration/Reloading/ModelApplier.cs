using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Sources;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Reloading;

/// <summary>
/// Puts a model in force in every part of this process and says so in <see cref="ConfigurationStatus"/>. The one way for whoever has models: the reloader of a node, which composes them of its sources, and
/// an edge, which is sent them. Used by one caller at a time.
/// </summary>
public sealed partial class ModelApplier
{
    private readonly ConfigurationApplier _applier;
    private readonly ConfigurationStatus _status;
    private readonly ConfigurationInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    internal ModelApplier(ConfigurationApplier applier, ConfigurationStatus status, ConfigurationInstruments instruments, TimeProvider time, ILogger<ModelApplier> logger)
    {
        _applier = applier;
        _status = status;
        _instruments = instruments;
        _time = time;
        _logger = logger;
    }

    /// <summary>Puts <paramref name="next"/> in force, whole or not at all.</summary>
    /// <param name="next">The model. Within an epoch its revision must not be lower than the one in force.</param>
    /// <param name="beforeCommit">Called when every part has prepared, before the first commits; what it throws undoes everything. Null for nothing.</param>
    /// <param name="cancellationToken">Gives up; nothing has changed then.</param>
    /// <exception cref="ConfigurationRejectedException">A part can not run the content. Nothing has changed.</exception>
    /// <exception cref="TimeoutException">A part did not prepare in time. Nothing has changed.</exception>
    public Task ApplyAsync(ConfigurationModel next, Func<CancellationToken, Task>? beforeCommit, CancellationToken cancellationToken) =>
        ApplyAsync(next, ApplyFacts.None, beforeCommit, cancellationToken);

    /// <summary>Says that a newer revision was refused; the former one serves on.</summary>
    /// <param name="revision">The refused revision.</param>
    /// <param name="reason">Why, without secrets.</param>
    public void Rejected(long revision, string reason)
    {
        _status.Rejected(revision, new ConfigurationRejectedException(reason));
        LogRejected(revision, reason);
    }

    internal async Task ApplyAsync(ConfigurationModel next, ApplyFacts facts, Func<CancellationToken, Task>? beforeCommit, CancellationToken cancellationToken)
    {
        var current = _status.Current;
        await _applier.ApplyAsync(next, current, facts.Probes, beforeCommit, cancellationToken);
        _instruments.Revision = next.Revision;
        _status.Applied(next, _time.GetUtcNow(), facts);
        LogApplied(next.Revision, next.Hash.Length > 12 ? next.Hash[..12] : next.Hash);
        LogNewErrors(next, current);
    }

    private void LogNewErrors(ConfigurationModel next, ConfigurationModel? current)
    {
        var known = current?.Providers.Where(provider => provider.Error is not null).ToDictionary(provider => provider.Id, provider => provider.Error);
        foreach (var provider in next.Providers.Where(provider => provider is { Enabled: true, Error: not null }))
        {
            if (known?.GetValueOrDefault(provider.Id) != provider.Error)
            {
                LogProviderError(provider.Name, provider.Error!);
            }
        }
    }

    [LoggerMessage(3000, LogLevel.Information, "Revision {Revision} is in force (hash {Hash}).")]
    private partial void LogApplied(long revision, string hash);

    [LoggerMessage(3004, LogLevel.Error, "Revision {Revision} is rejected, the former one serves on: {Reason}")]
    private partial void LogRejected(long revision, string reason);

    [LoggerMessage(3003, LogLevel.Warning, "Provider {Provider} can not serve: {Reason}. All others are not affected.")]
    private partial void LogProviderError(string provider, string reason);
}
