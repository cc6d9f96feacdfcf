using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Sources;
using Switchyard.Host.Listeners.Tls;
using Switchyard.Host.Mcp;
using Switchyard.Model.Revisions;

namespace Switchyard.Host.Listeners;

/// <summary>
/// All listeners of the data plane: the one the process was started with, and those of <c>server.listen</c>, which come and go while it runs. A new one listens before the revision that
/// names it is in force, so a revision whose address can not be had is refused. One that is no longer named takes no connection any more, and its requests end when they end.
/// </summary>
internal sealed partial class DataPlaneListeners(IServiceProvider services, ListenerLimits limits, ILoggerFactory loggers, ILogger<DataPlaneListeners> logger) : IConfigurationConsumer, IAsyncDisposable
{
    // Held from a preparation to its commit, so that the start does not fall between the two.
    [SuppressMessage("Usage", "CA2213", Justification = "Disposing a semaphore leaves those who wait for it waiting for ever; it holds no handle.")]
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _retired = [];
    private readonly Dictionary<Uri, DataPlaneListener> _listening = [];
    private IReadOnlyList<Uri> _wanted = [];
    private Uri? _first;
    private bool _stopped;
    private int _disposed;

    public string Name => "data plane listeners";

    /// <summary>Whether it was started.</summary>
    public bool IsStarted => Volatile.Read(ref _first) is not null;

    /// <summary>Listens on <paramref name="address"/> and on what the configuration in force names. Returns the address in use, with the port that was taken for port 0.</summary>
    public async Task<string> StartAsync(Uri address, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _listening.Add(address, await StartOneAsync(address, cancellationToken));
            foreach (var (named, listener) in await StartAllAsync(_wanted, cancellationToken))
            {
                _listening.Add(named, listener);
                LogAdded(listener.Address);
            }

            Volatile.Write(ref _first, address);
            return _listening[address].Address;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Takes no connection any more and returns when the last request has ended, or aborts what is left when the token fires. Revisions come into force meanwhile, and open nothing here.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Task[] retired;
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            _stopped = true;
            Retire(_listening.Values);
            _listening.Clear();
            retired = [.. _retired];
        }
        finally
        {
            _gate.Release();
        }

        await using var end = cancellationToken.UnsafeRegister(static ending => ((CancellationTokenSource)ending!).Cancel(), _ending);
        await Task.WhenAll(retired);
    }

    public async ValueTask<IPreparedChange> PrepareAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            Uri[] wanted = [.. next.Server.Listen.Select(text => new Uri(text))];
            var added = IsStarted && !_stopped ? await StartAllAsync(wanted.Where(address => !_listening.ContainsKey(address)), cancellationToken) : [];
            return new Change(this, wanted, added);
        }
        catch
        {
            _gate.Release();
            throw;
        }
    }

    /// <summary>Ends what a start that failed half way left.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _ending.CancelAsync();
        await StopAsync(_ending.Token);
        _ending.Dispose();
    }

    private async Task<DataPlaneListener> StartOneAsync(Uri address, CancellationToken cancellationToken)
    {
        var certificate = services.GetService<ServerCertificate>();
        if (address.Scheme == Uri.UriSchemeHttps && certificate is null)
        {
            throw new CertificateException($"{address} needs a certificate: start the node with --tls-certificate and --tls-key.", null);
        }

        var listener = new DataPlaneListener(address, services.GetDataPlaneWithMcp(), limits, certificate, loggers);
        try
        {
            await listener.StartAsync(cancellationToken);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private async Task<Dictionary<Uri, DataPlaneListener>> StartAllAsync(IEnumerable<Uri> addresses, CancellationToken cancellationToken)
    {
        var started = new Dictionary<Uri, DataPlaneListener>();
        foreach (var address in addresses)
        {
            try
            {
                started.Add(address, await StartOneAsync(address, cancellationToken));
            }
            catch (Exception failure)
            {
                Retire(started.Values);
                if (failure is IOException or SocketException or CertificateException)
                {
                    throw new ConfigurationRejectedException($"server.listen: {address} can not be listened on: {failure.Message}");
                }

                throw;
            }
        }

        return started;
    }

    private void Commit(IReadOnlyList<Uri> wanted, Dictionary<Uri, DataPlaneListener> added)
    {
        _wanted = wanted;
        foreach (var (address, listener) in added)
        {
            _listening.Add(address, listener);
            LogAdded(listener.Address);
        }

        var removed = _listening.Keys.Where(address => address != _first && !wanted.Contains(address)).ToArray();
        Retire([.. removed.Select(address => _listening[address])]);
        Array.ForEach(removed, address => _listening.Remove(address));
    }

    private void Retire(IEnumerable<DataPlaneListener> listeners)
    {
        _retired.RemoveAll(static task => task.IsCompleted);
        _retired.AddRange(listeners.Select(listener => Task.Run(() => RetireAsync(listener))));
    }

    private async Task RetireAsync(DataPlaneListener listener)
    {
        if (!_stopped)
        {
            LogRemoved(listener.Address);
        }

        await listener.StopAsync(_ending.Token);
        listener.Dispose();
    }

    [LoggerMessage(6023, LogLevel.Information, "data plane also listening on {Address}")]
    private partial void LogAdded(string address);

    [LoggerMessage(6024, LogLevel.Information, "data plane no longer listening on {Address}; what runs there goes on")]
    private partial void LogRemoved(string address);

    private sealed class Change(DataPlaneListeners owner, IReadOnlyList<Uri> wanted, Dictionary<Uri, DataPlaneListener> added) : IPreparedChange
    {
        private bool _committed;
        private int _disposed;

        public void Commit()
        {
            _committed = true;
            owner.Commit(wanted, added);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0)
            {
                return;
            }

            if (!_committed)
            {
                owner.Retire(added.Values);
            }

            owner._gate.Release();
        }
    }
}
