using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Time;
using Switchyard.Model.Egress;

namespace Switchyard.Gateway.Pool.Connections;

/// <summary>
/// Opens every connection to an upstream. The policy is asked about each address that is about to be dialled, after name resolution, so a name that
/// resolves otherwise the next time gains nothing. The policy may change at any moment and holds for the next connection.
/// </summary>
internal sealed partial class EgressGuard(MonotonicClock clock, ILogger<EgressGuard> logger, UpstreamReach? reach = null)
{
    private volatile EgressPolicy _policy = EgressPolicy.PublicOnly;

    /// <summary>How upstreams are found and recognised.</summary>
    public UpstreamReach Reach { get; } = reach ?? UpstreamReach.System;

    /// <summary>The policy in force.</summary>
    public EgressPolicy Policy
    {
        get => _policy;
        set => _policy = value;
    }

    /// <summary>Resolves, checks and connects.</summary>
    /// <exception cref="EgressRefusedException">No address of the host may be dialled.</exception>
    /// <exception cref="TimeoutException">No connection within <paramref name="timeout"/>.</exception>
    public async ValueTask<Stream> ConnectAsync(DnsEndPoint target, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, clock.Provider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var addresses = IPAddress.TryParse(target.Host, out var literal) ? [literal] : await Reach.Resolve(target.Host, linked.Token);
            return await DialAsync(target, addresses, linked.Token);
        }
        catch (OperationCanceledException late) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The connection was not opened in time.", late);
        }
    }

    private async ValueTask<Stream> DialAsync(DnsEndPoint target, IPAddress[] addresses, CancellationToken cancellationToken)
    {
        string? refusal = null;
        SocketException? failure = null;
        foreach (var address in addresses)
        {
            if (_policy.Refusal(address, target.Host) is { } reason)
            {
                refusal ??= reason;
                continue;
            }

            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, optionValue: true);
                await socket.ConnectAsync(address, target.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException error)
            {
                socket.Dispose();
                failure = error;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }

        if (failure is null && refusal is not null)
        {
            LogRefused(target.Host, refusal);
            throw new EgressRefusedException(refusal);
        }

        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Warning, Message = "A connection to {Host} was refused: {Reason}")]
    private partial void LogRefused(string host, string reason);
}
