using System.Globalization;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Switchyard.Gateway.Access;
using Switchyard.Proxy.Tunnels;

namespace Switchyard.Proxy.Decrypting;

/// <summary>
/// A decrypted tunnel as a connection of Kestrel. What the client sends is read as it comes, up to a limit, and not only when somebody asks for it: that is how a client is noticed that goes while its request runs.
/// </summary>
internal sealed class DecryptedConnection : ConnectionContext, IDuplexPipe
{
    private const int UnreadBytes = 64 * 1024;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private static long _lastId;

    private readonly ClientLink _client;
    private readonly SslStream _tls;
    private readonly Pipe _incoming = new(new PipeOptions(pauseWriterThreshold: UnreadBytes, resumeWriterThreshold: UnreadBytes / 2, useSynchronizationContext: false));
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _receiving = Task.CompletedTask;
    private int _disposed;

    public DecryptedConnection(ClientLink client, SslStream tls, TunnelVisit visit)
    {
        (_client, _tls) = (client, tls);
        Output = PipeWriter.Create(tls, new StreamPipeWriterOptions(leaveOpen: true));
        Transport = this;
        ConnectionClosed = _closed.Token;
        LocalEndPoint = client.Socket.LocalEndPoint;
        RemoteEndPoint = client.Socket.RemoteEndPoint;
        var secured = new TlsFeature(tls, visit.Host);
        Features.Set(visit);
        Features.Set<ITlsConnectionFeature>(secured);
        Features.Set<ITlsApplicationProtocolFeature>(secured);
        Features.Set<ITlsHandshakeFeature>(secured);
    }

    /// <inheritdoc />
    public override string ConnectionId { get; set; } = string.Create(CultureInfo.InvariantCulture, $"tunnel-{Interlocked.Increment(ref _lastId)}");

    /// <inheritdoc />
    public override IFeatureCollection Features { get; } = new FeatureCollection();

    /// <inheritdoc />
    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    /// <inheritdoc />
    public override IDuplexPipe Transport { get; set; }

    /// <inheritdoc />
    public PipeReader Input => _incoming.Reader;

    /// <inheritdoc />
    public PipeWriter Output { get; }

    /// <summary>Completes when Kestrel has let go of it.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Begins to read.</summary>
    public void Start() => _receiving = ReceiveAsync();

    /// <summary>Takes no new request; one that runs may end. If nobody has the connection yet, it ends.</summary>
    public void Close()
    {
        if (Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime)
        {
            lifetime.RequestClose();
        }
        else
        {
            _client.Abort();
        }
    }

    /// <inheritdoc />
    public override void Abort(ConnectionAbortedException abortReason) => _client.Abort();

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await EndAsync();
        }

        await base.DisposeAsync();
    }

    private async Task EndAsync()
    {
        try
        {
            await Output.CompleteAsync();
            await _tls.ShutdownAsync().WaitAsync(Farewell);

            // A socket that is closed while it is read is reset, and what the client has not got yet is lost, unless it was said that nothing more comes.
            await _client.CloseSendAsync().AsTask().WaitAsync(Farewell);
        }
        catch (Exception)
        {
            // The last word to a client that has gone, or does not listen; nothing that goes wrong with it matters.
        }

        _client.Abort();
        await Input.CompleteAsync();
        await _receiving;
        await _tls.DisposeAsync();
        _closed.Dispose();
        _ended.SetResult();
    }

    private async Task ReceiveAsync()
    {
        // Not on the thread of whoever starts it.
        await Task.Yield();
        Exception? fault = null;
        try
        {
            while (true)
            {
                var read = await _tls.ReadAsync(_incoming.Writer.GetMemory(4096), CancellationToken.None);
                if (read == 0)
                {
                    break;
                }

                _incoming.Writer.Advance(read);
                if ((await _incoming.Writer.FlushAsync(CancellationToken.None)).IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            fault = new ConnectionResetException("The client has gone.", gone);
        }

        await _incoming.Writer.CompleteAsync(fault);
        // Whoever is told may take his time, and may dispose this.
        _ = _closed.CancelAsync();
    }
}
