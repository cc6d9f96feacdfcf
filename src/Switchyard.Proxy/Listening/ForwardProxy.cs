using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Entry;
using Switchyard.Proxy.Tunnels;

namespace Switchyard.Proxy.Listening;

/// <summary>
/// The forward proxy: takes connections, lets each say its CONNECT within a time limit, and serves it to its end. Connections that have not said theirs are limited in number, because nobody knows yet whose they are.
/// </summary>
public sealed partial class ForwardProxy : IAsyncDisposable
{
    private const int MaxStrangers = 2048;
    private const int Backlog = 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Uri _address;
    private readonly Func<SslStreamCertificateContext>? _certificate;
    private readonly ConnectFlow _flow;
    private readonly TunnelTable _tunnels;
    private readonly AccessGate _gate;
    private readonly TimeProvider _time;
    private readonly ILogger<ForwardProxy> _logger;
    private readonly CancellationTokenSource _stopping = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _strangers;
    private int _disposed;

    internal ForwardProxy(
        Uri address, Func<SslStreamCertificateContext>? certificate, ConnectFlow flow, TunnelTable tunnels, AccessGate gate, TimeProvider time, ILogger<ForwardProxy> logger) =>
        (_address, _certificate, _flow, _tunnels, _gate, _time, _logger) = (address, certificate, flow, tunnels, gate, time, logger);

    /// <summary>Listens, and returns the address in use, with the port that was taken for port 0.</summary>
    /// <exception cref="SocketException">The address can not be had.</exception>
    public string Start()
    {
        var place = IPAddress.TryParse(_address.DnsSafeHost, out var ip) ? ip : _address.Host == "localhost" ? IPAddress.Loopback : IPAddress.IPv6Any;
        _listener = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (place.Equals(IPAddress.IPv6Any))
        {
            _listener.DualMode = true;
        }

        _listener.Bind(new IPEndPoint(place, _address.Port));
        _listener.Listen(Backlog);
        _accepting = AcceptAsync(_listener);
        return new UriBuilder(_address.Scheme, _address.Host, ((IPEndPoint)_listener.LocalEndPoint!).Port).Uri.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>Takes no connection any more, lets tunnels come to their end, and cuts what is left when <paramref name="impatient"/> fires.</summary>
    public async Task StopAsync(CancellationToken impatient)
    {
        await _stopping.CancelAsync();
        _listener?.Dispose();
        await _accepting;
        await _tunnels.DrainAsync(impatient);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await StopAsync(new CancellationToken(canceled: true));
            _stopping.Dispose();
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                _ = ServeAsync(await listener.AcceptAsync(_stopping.Token));
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure)
            {
                // Out of descriptors, or the client went before it was taken. Others may still come.
                LogNotAccepted(failure.Message);
                await Task.Delay(Pause, _time, CancellationToken.None);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "One connection must not end the proxy; what is not foreseen is logged.")]
    private async Task ServeAsync(Socket socket)
    {
        var isStranger = 1;
        void Greeted()
        {
            if (Interlocked.Exchange(ref isStranger, 0) == 1)
            {
                Interlocked.Decrement(ref _strangers);
            }
        }

        var isOneTooMany = Interlocked.Increment(ref _strangers) > MaxStrangers;

        // The next one is taken meanwhile.
        await Task.Yield();
        var client = new ClientLink(socket);
        await using (client)
        {
            if (isOneTooMany)
            {
                Greeted();
                return;
            }

            using var late = new CancellationTokenSource(_gate.Configuration.Server.Proxy.Greeting, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stopping.Token);
            try
            {
                socket.NoDelay = true;
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
                if (_certificate is not null)
                {
                    await client.SecureAsync(_certificate(), either.Token);
                }

                await _flow.RunAsync(client, Greeted, either.Token);
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException or SocketException or ObjectDisposedException or AuthenticationException or InvalidOperationException)
            {
                // The client went, was too slow, or its tunnel was ended.
            }
            catch (Exception fault)
            {
                LogFault(fault);
            }
            finally
            {
                Greeted();
            }
        }
    }

    [LoggerMessage(13020, LogLevel.Warning, "A connection to the forward proxy could not be taken: {Reason}")]
    private partial void LogNotAccepted(string reason);

    [LoggerMessage(13021, LogLevel.Error, "A connection of the forward proxy failed")]
    private partial void LogFault(Exception fault);
}
