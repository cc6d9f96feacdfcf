using System.Diagnostics.Metrics;
using System.Net.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Switchyard.Host.Listeners.Tls;

/// <summary>
/// The certificate that new connections get. Its files are compared with what is in use every <see cref="Scan"/>; a new one holds from the next handshake on, and connections that are
/// open stay as they are. Files that can not be used leave the former certificate in use and are told once.
/// </summary>
internal sealed partial class ServerCertificate : BackgroundService
{
    /// <summary>Time between two looks at the files.</summary>
    public static readonly TimeSpan Scan = TimeSpan.FromSeconds(5);

    private readonly TlsFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private SslStreamCertificateContext? _current;
    private string? _hash;
    private string? _told;

    public ServerCertificate(TlsFiles files, IMeterFactory meters, TimeProvider time, ILogger<ServerCertificate> logger)
    {
        _files = files;
        _time = time;
        _logger = logger;
        meters.Create("Switchyard").CreateObservableGauge(
            "switchyard_tls_certificate_not_after_seconds",
            () => _current is { } current ? new DateTimeOffset(current.TargetCertificate.NotAfter).ToUnixTimeSeconds() : 0,
            unit: null,
            "End of the validity of the certificate in use, in seconds since 1970.");
    }

    /// <summary>What is in use now. Read for the first time when a listener asks first.</summary>
    /// <exception cref="CertificateException">There is none yet, and the files can not be used.</exception>
    public SslStreamCertificateContext Current => Volatile.Read(ref _current) ?? Load();

    /// <summary>Reads the files and puts their certificate in use when it is another.</summary>
    /// <exception cref="CertificateException">The files can not be used; the former certificate stays.</exception>
    public SslStreamCertificateContext Load()
    {
        var (certificate, key, hash) = CertificateReader.Read(_files);
        if (_current is { } present && hash == _hash)
        {
            return present;
        }

        // The former one is left to the garbage collector: a handshake may still be using it.
        var next = CertificateReader.Parse(_files, certificate, key);
        var isFirst = _current is null;
        _hash = hash;
        Volatile.Write(ref _current, next);
        if (!isFirst)
        {
            LogReplaced(next.TargetCertificate.Subject, next.TargetCertificate.NotAfter);
        }

        if (next.TargetCertificate.NotAfter.ToUniversalTime() <= _time.GetUtcNow().UtcDateTime)
        {
            LogExpired(next.TargetCertificate.Subject, next.TargetCertificate.NotAfter);
        }

        return next;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Scan, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            try
            {
                Load();
                _told = null;
            }
            catch (CertificateException failure)
            {
                if (_told != failure.Message)
                {
                    _told = failure.Message;
                    LogKept(failure.Message);
                }
            }
        }
    }

    [LoggerMessage(6020, LogLevel.Information, "New connections get another certificate: {Subject}, valid until {NotAfter:u}")]
    private partial void LogReplaced(string subject, DateTime notAfter);

    [LoggerMessage(6021, LogLevel.Error, "The former certificate stays in use: {Reason}")]
    private partial void LogKept(string reason);

    [LoggerMessage(6022, LogLevel.Warning, "The certificate {Subject} has expired at {NotAfter:u}; clients will refuse it")]
    private partial void LogExpired(string subject, DateTime notAfter);
}
