using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Hot;
using Switchyard.Hub.Proxying;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;
using Switchyard.Storage.Proxying;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Proxy.Authorities;

/// <summary>
/// The authority that this node mints from: the active one of the database, which all nodes share. A signal wakes it, it reads, and puts another authority in force by one write. While the database is away the
/// one that is known is used on; where there is none at all it is made.
/// </summary>
internal sealed partial class AuthorityFollower(Database database, SecretSealer sealer, ProxyAuthorityStart start, VersionWatcher watcher, TimeProvider time, ILogger<AuthorityFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly ChangeSignal _wake = new(TimeSpan.Zero, TimeSpan.Zero, Timeout.InfiniteTimeSpan, time);
    private Authority? _current;
    private bool _away;

    /// <summary>The authority in force; null while there is none whose key can be opened.</summary>
    public Authority? Current => Volatile.Read(ref _current);

    /// <inheritdoc />
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = watcher.Watch([HubStreams.ProxyAuthoritiesChanged], _wake.Notify);
        try
        {
            while (true)
            {
                await _wake.WaitAsync(stoppingToken);
                if (!await TryReadAsync(stoppingToken))
                {
                    await Task.Delay(Retry, time, stoppingToken);
                    _wake.Notify();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node ends.
        }
    }

    private async Task<bool> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(cancellationToken);
            _away = false;
            return true;
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
        {
            if (!_away)
            {
                _away = true;
                LogAway(away.Message);
            }

            return false;
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var active = await FindAsync(cancellationToken);
        if (active is null)
        {
            if (await start.EnsureAsync(cancellationToken))
            {
                LogMade();
            }

            active = await FindAsync(cancellationToken);
        }

        if (active is null || active.Id == Current?.Id)
        {
            return;
        }

        var next = Open(active);
        if (next is null)
        {
            LogUnreadable(active.Id);
        }
        else
        {
            LogInForce(next.Id, next.NotAfter);
        }

        // Whatever was minted from the former one is over, also when the key of this one can not be opened: clients may not trust that one any more.
        Volatile.Write(ref _current, next);
    }

    private async Task<ProxyAuthorityRow?> FindAsync(CancellationToken cancellationToken) =>
        (await database.ReadAsync(ProxyAuthorityTable.ListAsync, cancellationToken)).FirstOrDefault(static row => row.State == ProxyAuthorityStates.Active);

    [SuppressMessage("Reliability", "CA2000", Justification = "The certificate is the authority's, which is left to the garbage collector.")]
    private Authority? Open(ProxyAuthorityRow row)
    {
        var column = SealedColumns.ProxyAuthorities;
        if (row.Sealed is null || !sealer.TryOpenBytes(column.Table, column.Column, row.Id, row.Sealed, out var secret))
        {
            return null;
        }

        try
        {
            using var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(secret, out _);
            using var certificate = X509Certificate2.CreateFromPem(row.Certificate);
            return new Authority(row.Id, certificate.CopyWithPrivateKey(key));
        }
        catch (CryptographicException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    [LoggerMessage(13000, LogLevel.Information, "The forward proxy mints certificates from the authority {Id}, valid until {NotAfter:u}")]
    private partial void LogInForce(Guid id, DateTimeOffset notAfter);

    [LoggerMessage(13001, LogLevel.Warning, "A certificate authority for the forward proxy was made; clients trust it after 'switchyard proxy ca export'")]
    private partial void LogMade();

    [LoggerMessage(13002, LogLevel.Error, "The key of the certificate authority {Id} can not be opened with the keys of this node (SWITCHYARD_SECRET_KEYS); nothing is decrypted")]
    private partial void LogUnreadable(Guid id);

    [LoggerMessage(13003, LogLevel.Warning, "The certificate authority of the forward proxy can not be read: {Reason}; the one that is known is used on")]
    private partial void LogAway(string reason);
}
