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
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

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

        if (_failed.Wait(request.Address, settings.FailedRate) is { } wait)
        {
            return DoorAnswer.Refused(DoorRefusal.TooManyFailures, wait);
        }

        if (!AccessToken.TryReadId(request.Token, AccessToken.GatewayPrefix, out var tokenId))
        {
            return Failed(request, settings, DoorRefusal.Unauthorized);
        }

        if (!_keeper.IsReady || _parts.Points.Current is null || !_registry.TryHold(settings.MaxConnections))
        {
            return DoorAnswer.Refused(DoorRefusal.Full, TimeSpan.FromSeconds(2));
        }

        var isIn = false;
        try
        {
            var hash = new byte[SHA256.HashSizeInBytes];
            AccessToken.Hash(request.Token, hash);
            var answer = await _parts.Database.WriteAsync((session, token) => AdmitAsync(session, request, tokenId, hash, settings, token), cancellationToken);
            isIn = answer.Pass is not null;
            return isIn || answer.Refusal is DoorRefusal.TooManyConnects or DoorRefusal.TooManyInstances ? answer : Failed(request, settings, answer.Refusal);
        }
        finally
        {
            if (!isIn)
            {
                _registry.Leave();
            }
        }
    }

    /// <summary>A pass that was not used after all.</summary>
    public Task GiveUpAsync(DoorPass pass) => _keeper.EndAsync(pass.Row.Id, SessionEnd.Gone());

    /// <summary>Serves a socket to its end.</summary>
    public async Task ServeAsync(DoorPass pass, WebSocket socket)
    {
        var settings = Settings;
        using var channel = new SessionChannel(socket, settings, _parts.Time);
        var end = default(SessionEnd);
        try
        {
            var (session, refused) = await _handshake.GreetAsync(pass, channel, settings);
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
            return await session.RunAsync();
        }
        finally
        {
            _registry.Remove(session);
            await _keeper.CountAsync(session);
        }
    }

    private DoorAnswer Failed(DoorRequest request, GatewayChannelConfig settings, DoorRefusal refusal)
    {
        _failed.Add(request.Address, settings.FailedRate);
        return DoorAnswer.Refused(refusal);
    }

    /// <summary>Under the lock of the gateway's row, so that counts over all nodes are exact.</summary>
    private async Task<DoorAnswer> AdmitAsync(SqlSession session, DoorRequest request, Guid tokenId, byte[] hash, GatewayChannelConfig settings, CancellationToken cancellationToken)
    {
        var found = await GatewayTokenTable.FindPassAsync(session, tokenId, cancellationToken);
        var matches = CryptographicOperations.FixedTimeEquals(hash, found?.Hash ?? new byte[hash.Length]);
        if (found is null || !matches)
        {
            return DoorAnswer.Refused(DoorRefusal.Unauthorized);
        }

        await GatewayTable.LockEvenDeletedAsync(session, found.GatewayId, cancellationToken);
        found = await GatewayTokenTable.FindPassAsync(session, tokenId, cancellationToken);
        if (found is null || found.Deleted || found.Ended || found.Disabled)
        {
            return DoorAnswer.Refused(found is { Deleted: true } ? DoorRefusal.Deleted : found is { Ended: false } ? DoorRefusal.Disabled : DoorRefusal.Unauthorized);
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
            InstanceId = "",
            BootId = "",
            TokenId = tokenId,
            NodeId = _node.Id,
            Node = _node.Name,
            Address = request.Address.ToString(),
        };
        var leasedAt = _parts.Time.GetTimestamp();
        await GatewayTokenTable.TouchAsync(session, tokenId, now, cancellationToken);
        await GatewayConnectionTable.OpenAsync(session, row, settings.Lease, cancellationToken);
        return new DoorAnswer(new DoorPass(row, found, leasedAt, _registry.Leave));
    }
}
