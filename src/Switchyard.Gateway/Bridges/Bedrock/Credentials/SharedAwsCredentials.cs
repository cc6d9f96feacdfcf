using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Bridges.Bedrock.Signing;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>
/// One credential for all requests of the process. It is resolved once however many wait for it, within <see cref="Patience"/>, and anew in the background
/// <see cref="RenewBefore"/> before it expires, while requests go on with the one in force. A failed renewal is tried again and costs nobody anything until the credential has expired.
/// </summary>
internal sealed partial class SharedAwsCredentials : IAwsCredentialSource, IAsyncDisposable
{
    /// <summary>Longest time for one resolution.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long before its end a credential is renewed.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(5);

    /// <summary>Shortest time between two renewals.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly IAwsCredentialSource _chain;
    private readonly TimeProvider _time;
    private readonly ILogger<SharedAwsCredentials> _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly ITimer _renewal;
    private volatile AwsCredentials? _current;
    private Task<AwsCredentials>? _resolving;
    private bool _disposed;

    /// <summary>Shares what <paramref name="chain"/> resolves. Nothing is resolved before the first request asks.</summary>
    public SharedAwsCredentials(IAwsCredentialSource chain, TimeProvider time, ILogger<SharedAwsCredentials> logger)
    {
        _chain = chain;
        _time = time;
        _logger = logger;
        _renewal = time.CreateTimer(static state => ((SharedAwsCredentials)state!).Renew(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc />
    public ValueTask<AwsCredentials> GetAsync(CancellationToken cancellationToken)
    {
        return InForce() is { } current ? ValueTask.FromResult(current) : new ValueTask<AwsCredentials>(Resolve(anew: false).WaitAsync(cancellationToken));
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Task<AwsCredentials>? running;
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            running = _resolving;
        }

        await _renewal.DisposeAsync();
        await _stop.CancelAsync();
        if (running is not null)
        {
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
    }

    private AwsCredentials? InForce() => _current is { } current && (current.Expires is not { } expires || _time.GetUtcNow() < expires) ? current : null;

    private Task<AwsCredentials> Resolve(bool anew)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);

            // Whoever found none a moment ago may come here when the one that all waited for is in force.
            if (!anew && _resolving is null && InForce() is { } current)
            {
                return Task.FromResult(current);
            }

            if (_resolving is null)
            {
                _resolving = ResolveAsync();

                // It was logged; those who no longer wait need not hear it.
                _ = _resolving.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }

            return _resolving;
        }
    }

    private async Task<AwsCredentials> ResolveAsync()
    {
        // The caller holds the lock; whatever the chain does must happen outside of it.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            using var patience = new CancellationTokenSource(Patience, _time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
            var found = await _chain.GetAsync(both.Token).AsTask().WaitAsync(both.Token);
            _current = found;
            Ended(found.Expires is { } expires ? Longer(expires - RenewBefore - _time.GetUtcNow()) : null);
            LogResolved(found.AccessKeyId, found.Expires);
            return found;
        }
        catch (Exception exception)
        {
            // Whatever broke, everyone who waits must hear it, and the next one may try again.
            var told = exception as AwsCredentialException
                ?? new AwsCredentialException($"AWS credentials were not resolved within {Patience.TotalSeconds:0} s.", exception);
            Ended(_current is null ? null : RetryAfter);
            LogFailed(told.Message);
            throw told;
        }
    }

    private void Ended(TimeSpan? next)
    {
        lock (_gate)
        {
            _resolving = null;
            if (!_disposed && next is { } due)
            {
                _renewal.Change(due, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Renew()
    {
        // Lock re-enters: Resolve takes it again.
        lock (_gate)
        {
            if (!_disposed)
            {
                _ = Resolve(anew: true);
            }
        }
    }

    private static TimeSpan Longer(TimeSpan due) => due < RetryAfter ? RetryAfter : due;

    [LoggerMessage(EventId = 4100, Level = LogLevel.Information, Message = "AWS credential {AccessKeyId} is in force, expires {Expires}")]
    private partial void LogResolved(string accessKeyId, DateTimeOffset? expires);

    [LoggerMessage(EventId = 4101, Level = LogLevel.Warning, Message = "No AWS credential: {Reason}")]
    private partial void LogFailed(string reason);
}
