using Microsoft.Extensions.Logging;
using Switchyard.Hub.Delivery.Sessions;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.Streams;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Delivery.Connections;

/// <summary>What happens between the upgrade and <c>welcome</c>: hears who it is, and makes it the one connection of its instance.</summary>
internal sealed partial class Handshake(SessionParts parts, DeliveryNode node, ILogger<Handshake> logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Hears <c>hello</c> and opens the session; otherwise closes the socket and says why.</summary>
    public async Task<(DeliverySession? Session, SessionEnd? Refused)> GreetAsync(DoorPass pass, SessionChannel channel, GatewayChannelConfig settings, CancellationToken gone)
    {
        var reading = channel.Source.ReadAsync();
        var end = default(SessionEnd);
        try
        {
            using var patience = new CancellationTokenSource(settings.HelloTimeout, parts.Time);
            var (frame, over) = await reading.WaitAsync(patience.Token);
            end = over ?? Check(frame!, pass);
            if (end is null)
            {
                var hello = (HelloFrame)frame!;
                channel.Agree(hello, pass.Gateway.Hash);
                (var session, end) = await OpenAsync(pass, hello, channel, settings, gone);
                if (session is not null)
                {
                    return (session, null);
                }
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // Nobody is there to be greeted. What was not committed yet is not done.
            return (null, SessionEnd.Gone());
        }
        catch (OperationCanceledException)
        {
            end = new SessionEnd(CloseCodes.Timeout, $"no hello within {settings.HelloTimeout.TotalSeconds:0.###} s", "protocol");
        }
        catch (FrameException wrong)
        {
            end = SessionEnd.Protocol(wrong.Message);
        }
        catch (Exception failure)
        {
            // Most likely the database is away. Whatever it is, the peer is told and comes again; what was begun here is undone by our caller.
            LogFailed(failure, pass.Gateway.Name);
            end = SessionEnd.Failed();
        }

        await channel.Sink.CloseAsync(end!, DrainAsync(reading, channel));
        return (null, end);
    }

    private static async Task DrainAsync(Task reading, SessionChannel channel)
    {
        await reading;
        await channel.Source.DrainAsync();
    }

    private static SessionEnd? Check(Frame frame, DoorPass pass) => frame switch
    {
        HelloFrame { Version: not Frame.Protocol } hello => SessionEnd.Protocol($"protocol {hello.Version} is not supported; supported: {Frame.Protocol}"),
        HelloFrame { GatewayId: { } id } when id != pass.Gateway.Name && (!Guid.TryParse(id, out var asked) || asked != pass.Gateway.GatewayId) =>
            new SessionEnd(CloseCodes.Token, "the token is of another gateway", "protocol"),
        HelloFrame => null,
        _ => SessionEnd.Protocol("the first frame is hello"),
    };

    private async Task<(DeliverySession? Session, SessionEnd? Refused)> OpenAsync(DoorPass pass, HelloFrame hello, SessionChannel channel, GatewayChannelConfig settings, CancellationToken gone)
    {
        var (start, refused) = await parts.Database.WriteAsync((session, token) => OpenAsync(session, pass, hello, settings, token), gone);
        if (start is null)
        {
            return (null, refused);
        }

        var identity = new SessionIdentity(pass.Row.Id, pass.Gateway.GatewayId, pass.Gateway.Name, hello.InstanceId, hello.BootId, pass.Gateway.TokenId, node.Name);
        var lease = new ConnectionLease(parts.Time, settings.Lease, pass.LeasedAt);
        return (new DeliverySession(parts, identity, start, channel, lease, _logger), null);
    }

    private async Task<(SessionStart? Start, SessionEnd? Refused)> OpenAsync(
        SqlSession session, DoorPass pass, HelloFrame hello, GatewayChannelConfig settings, CancellationToken cancellationToken)
    {
        var gatewayId = pass.Gateway.GatewayId;
        await GatewayTable.LockEvenDeletedAsync(session, gatewayId, cancellationToken);
        var gateway = await GatewayTokenTable.FindPassAsync(session, pass.Gateway.TokenId, cancellationToken);
        if (gateway is null || gateway.Deleted || gateway.Disabled || gateway.Ended)
        {
            return (null, SessionEnd.Judged(gateway is { Deleted: false, Disabled: false } ? "revoked" : "deleted") with { GoAway = null });
        }

        var known = await GatewayInstanceTable.FindAsync(session, gatewayId, hello.InstanceId, cancellationToken);
        if (BootOrder.IsOld(known, hello.BootId, await session.ClockAsync(cancellationToken)))
        {
            return (null, SessionEnd.Judged("superseded") with { GoAway = null });
        }

        if (!await GatewayConnectionTable.IdentifyAsync(session, pass.Row.Id, hello.InstanceId, hello.BootId, cancellationToken))
        {
            return (null, SessionEnd.Failed());
        }

        var (_, others) = await GatewayConnectionTable.CountAsync(session, gatewayId, hello.InstanceId, TimeSpan.Zero, cancellationToken);
        if (others >= settings.MaxInstances)
        {
            return (null, new SessionEnd(CloseCodes.Limit, "the gateway has as many instances as it may have", "limit"));
        }

        await GatewayConnectionTable.SupersedeAsync(session, gatewayId, hello.InstanceId, pass.Row.Id, cancellationToken);
        await GatewayInstanceTable.ConnectAsync(session, Row(gatewayId, hello, known), cancellationToken);
        var start = new SessionStart
        {
            ConnectionId = pass.Row.Id,
            GatewayId = gatewayId,
            Labels = Labels.Parse(gateway.LabelsJson),
            Hello = hello,
            Known = known,
            Epoch = await EpochTable.GetAsync(session, cancellationToken),
            Head = await StreamTable.VersionAsync(session, HubStreams.Config, cancellationToken),
            Age = settings.MaxAge * (0.5 + (Random.Shared.NextDouble() / 2)),
            Settings = settings,
        };
        var version = await StreamTable.BumpAsync(session, HubStreams.GatewaySessions, cancellationToken);
        await session.SignalAsync(HubStreams.GatewaySessions, version, cancellationToken);
        return (start, null);
    }

    private GatewayInstanceRow Row(Guid gatewayId, HelloFrame hello, GatewayInstanceRow? known)
    {
        var now = parts.Time.GetUtcNow();
        return new GatewayInstanceRow
        {
            GatewayId = gatewayId,
            InstanceId = hello.InstanceId,
            BootId = hello.BootId,
            FormerBootsJson = BootOrder.FormerJson(known, hello.BootId),
            ProductVersion = hello.Product ?? "",
            FirstSeenAt = now,
            LastSeenAt = now,
        };
    }

    [LoggerMessage(2130, LogLevel.Warning, "Gateway {Gateway}: a connection could not be opened; it comes again.")]
    private partial void LogFailed(Exception failure, string gateway);
}
