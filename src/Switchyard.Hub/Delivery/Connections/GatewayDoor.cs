using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Hub.Delivery.Sessions;
using Switchyard.Model.Access;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Delivery.Connections;

/// <summary>Where gateways come in: decides before the upgrade who may, and serves the socket afterwards.</summary>
public sealed class GatewayDoor
{
    /// <summary>
    /// Most connections that are let in at a time. Each waits for two transactions; when all gateways of a large yard come at once, more would wait for longer than edges do, who give up and come again,
    /// and the work that was done for them is lost (docs/scale.md). Who is refused comes back when it is asked to, and has cost nothing.
    /// </summary>
    public const int MostEntering = 256;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(2);

    private readonly SessionParts _parts;
    private readonly ConnectionRegistry _registry;
    private readonly ConnectionKeeper _keeper;
    private readonly Handshake _handshake;
    private readonly DeliveryNode _node;
    private readonly ILogger _logger;
    private readonly FailedTries _failed;

    internal GatewayDoor(SessionParts parts, ConnectionRegistry registry, ConnectionKeeper keeper, Handshake handshake, DeliveryNode node, IHostApplicationLifetime lifetime, ILogger<GatewayDoor> logger)
    {
        (_parts, _registry, _keeper, _handshake, _node, _logger) = (parts, registry, keeper, handshake, node, logger);
        _failed = new FailedTries(parts.Time);
        // The listener waits for its requests, and every connection is one: they have to be told first.
        lifetime.ApplicationStopping.Register(() => registry.Close(TimeSpan.FromSeconds(10)));
    }

    /// <summary>The settings in force.</summary>
    public GatewayChannelConfig Settings => _parts.Points.Settings;

    /// <summary>Decides whether somebody is let in. The pass is the caller's to dispose.</summary>
    public async Task<DoorAnswer> AdmitAsync(DoorRequest request, CancellationToken cancellationToken)
    {
        var settings = Settings;
        if (request.Origin is not null && !settings.AllowedOrigins.Contains(request.Origin, StringComparer.OrdinalIgnoreCase))
        {
            return DoorAnswer.Refused(DoorRefusal.Origin);
        }

        if (!_failed.TryBegin(request.Address, settings.FailedRate, out var wait))
        {
            return DoorAnswer.Refused(DoorRefusal.TooManyFailures, wait);
        }

        // Begun until the token is known: who comes with a valid one is not held up by others of his address for longer.
        var failed = false;
        GatewayPassRow? found;
        try
        {
            (found, var refused) = await LookUpAsync(request, cancellationToken);
            if (found is null)
            {
                failed = refused != DoorRefusal.Full;
                return DoorAnswer.Refused(refused, failed ? null : SoonAgain);
            }
        }
        finally
        {
            _failed.Decided(request.Address, settings.FailedRate, failed);
        }

        return await AdmitAsync(request, found, settings, cancellationToken);
    }

    /// <summary>A pass that was not used after all.</summary>
    public Task GiveUpAsync(DoorPass pass) => _keeper.EndAsync(pass.Row.Id, SessionEnd.Gone());

    /// <summary>Serves a socket to its end.</summary>
    /// <param name="pass">The right to it.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="gone">The peer has gone away: it is not greeted any more. What a session does about it is the session's.</param>
    public async Task ServeAsync(DoorPass pass, WebSocket socket, CancellationToken gone)
    {
        var settings = Settings;
        using var channel = new SessionChannel(socket, settings, _parts.Time);
        var end = default(SessionEnd);
        try
        {
            var (session, refused) = await _handshake.GreetAsync(pass, channel, settings, gone);
            pass.Entered();
            end = refused;
            if (session is not null)
            {
                using (session)
                {
                    end = await RunAsync(session);
                }
            }
        }
        finally
        {
            await _keeper.EndAsync(pass.Row.Id, end ?? SessionEnd.Failed());
        }
    }

    private async Task<SessionEnd> RunAsync(DeliverySession session)
    {
        try
        {
            _registry.Add(session);
            _keeper.Look();
            return await session.RunAsync();
        }
        finally
        {
            _registry.Remove(session);
            await _keeper.CountAsync(session);
        }
    }

    /// <summary>Whose token it is. Only reads: who has no valid one takes no place and no writer's turn.</summary>
    private async Task<(GatewayPassRow? Found, DoorRefusal Refused)> LookUpAsync(DoorRequest request, CancellationToken cancellationToken)
    {
        if (!AccessToken.TryReadId(request.Token, AccessToken.GatewayPrefix, out var tokenId))
        {
            return (null, DoorRefusal.Unauthorized);
        }

        if (!_keeper.IsReady || _parts.Points.Current is null || _registry.IsCrowded)
        {
            return (null, DoorRefusal.Full);
        }

        var hash = new byte[SHA256.HashSizeInBytes];
        AccessToken.Hash(request.Token, hash);
        var found = await _parts.Database.ReadAsync((session, token) => GatewayTokenTable.FindPassAsync(session, tokenId, token), cancellationToken);
        var matches = CryptographicOperations.FixedTimeEquals(hash, found?.Hash ?? new byte[hash.Length]);
        if (found is null || !matches)
        {
            return (null, DoorRefusal.Unauthorized);
        }

        return Refusal(found) is { } refusal ? (null, refusal) : (found, default);
    }

    private async Task<DoorAnswer> AdmitAsync(DoorRequest request, GatewayPassRow found, GatewayChannelConfig settings, CancellationToken cancellationToken)
    {
        if (!_registry.TryHold(settings.MaxConnections))
        {
            return DoorAnswer.Refused(DoorRefusal.Full, SoonAgain);
        }

        var isIn = false;
        try
        {
            var answer = await _parts.Database.WriteAsync((session, token) => AdmitAsync(session, request, found, settings, token), cancellationToken);
            isIn = answer.Pass is not null;
            return answer;
        }
        finally
        {
            if (!isIn)
            {
                _registry.Entered();
                _registry.Leave();
            }
        }
    }

    private static DoorRefusal? Refusal(GatewayPassRow found) =>
        found.Deleted ? DoorRefusal.Deleted : found.Ended ? DoorRefusal.Unauthorized : found.Disabled ? DoorRefusal.Disabled : null;

    /// <summary>Under the lock of the gateway's row, so that counts over all nodes are exact.</summary>
    private async Task<DoorAnswer> AdmitAsync(SqlSession session, DoorRequest request, GatewayPassRow known, GatewayChannelConfig settings, CancellationToken cancellationToken)
    {
        await GatewayTable.LockEvenDeletedAsync(session, known.GatewayId, cancellationToken);
        if (await GatewayTokenTable.FindPassAsync(session, known.TokenId, cancellationToken) is not { } found)
        {
            return DoorAnswer.Refused(DoorRefusal.Unauthorized);
        }

        if (Refusal(found) is { } refusal)
        {
            return DoorAnswer.Refused(refusal);
        }

        var (recent, others) = await GatewayConnectionTable.CountAsync(session, found.GatewayId, request.InstanceId ?? "", Minute, cancellationToken);
        if (recent >= settings.ConnectRate)
        {
            return DoorAnswer.Refused(DoorRefusal.TooManyConnects, Minute / settings.ConnectRate);
        }

        if (others >= settings.MaxInstances)
        {
            return DoorAnswer.Refused(DoorRefusal.TooManyInstances, settings.Lease);
        }

        var now = _parts.Time.GetUtcNow();
        var row = new GatewayConnectionRow
        {
            Id = Guid.CreateVersion7(now),
            GatewayId = found.GatewayId,
            InstanceId = request.InstanceId ?? "",
            BootId = "",
            TokenId = found.TokenId,
            NodeId = _node.Id,
            Node = _node.Name,
            Address = request.Address.ToString(),
        };
        var leasedAt = _parts.Time.GetTimestamp();
        await GatewayTokenTable.TouchAsync(session, found.TokenId, now, cancellationToken);
        await GatewayConnectionTable.OpenAsync(session, row, settings.Lease, cancellationToken);
        return new DoorAnswer(new DoorPass(row, found, leasedAt, _registry));
    }
}
