using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Access;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Snapshots;

namespace Switchyard.Gateway.Entry;

/// <summary>Says who may come in: before any body is read, and from the snapshot alone.</summary>
internal sealed class Admission(Limiter limiter, GatewaySnapshots snapshots, IEntryCondition? condition = null)
{
    /// <summary>
    /// Recognises the actor and takes what the limits of node, user and key allow. Null when the request may go on, unless it is <paramref name="open"/>: then it has to wait
    /// (<see cref="AwaitLimitsAsync"/>).
    /// </summary>
    public Failure? Admit(Exchange exchange, out bool open)
    {
        open = false;
        if (condition is not null && RefusalOf(condition.State) is { } closed)
        {
            return closed;
        }

        if (Recognise(exchange, out var actor) is { } stranger)
        {
            return stranger;
        }

        exchange.Actor = actor;
        var answer = exchange.Limits.Take(exchange.Snapshot.NodeLimits, actor!.UserLimits, actor.KeyLimits, limiter.Moment);
        open = answer.IsOpen;
        return open ? null : limiter.FailureOf(answer);
    }

    private Failure? Recognise(Exchange exchange, out AccessEntry? actor)
    {
        if (exchange.Tunnel is { } tunnel)
        {
            // Whatever key a request itself brings: the tunnel is its opener's.
            actor = exchange.Snapshot.Access.Admit(tunnel.AccessKeyId, exchange.StartedAt, out var closed);
            return closed;
        }

        var credentials = Credentials.Read(exchange.Context.Request.Headers);
        if (credentials.Key.IsEmpty)
        {
            actor = null;
            return exchange.Context.Features.Get<InProcessActor>() is { } inside ? RecogniseInside(exchange, inside, out actor) : Failure.MissingKey;
        }

        exchange.Byok = credentials.Own;
        actor = exchange.Snapshot.Access.Authenticate(credentials.Key, exchange.StartedAt, out var failure);
        return failure;
    }

    // Routed by whichever snapshot the request came with; let in by the newest.
    private Failure? RecogniseInside(Exchange exchange, InProcessActor inside, out AccessEntry? actor)
    {
        exchange.IsInside = true;
        using var newest = snapshots.Acquire();
        actor = newest.Value.Access.Admit(inside.AccessKeyId, exchange.StartedAt, out var failure);
        return failure;
    }

    /// <summary>Waits for what the limits of an authenticated request say, and takes it. Null when the request may go on.</summary>
    public async ValueTask<Failure?> AwaitLimitsAsync(Exchange exchange)
    {
        var since = limiter.Moment.Now;
        LimitMoment moment;
        LimitAnswer answer;
        do
        {
            moment = await limiter.AskAsync(since, exchange.Call.Token);
            answer = exchange.Limits.Take(exchange.Snapshot.NodeLimits, exchange.Actor!.UserLimits, exchange.Actor.KeyLimits, moment);
        }
        while (answer.IsOpen && !moment.IsFinal);
        return limiter.FailureOf(answer);
    }

    /// <summary>Whether the actor may use a provider, with the credential it brought. Null when it may and the provider can serve.</summary>
    public static Failure? Allow(Exchange exchange, ProviderEntry provider)
    {
        if (!exchange.Actor!.MayUse(provider.Config.Name))
        {
            return Failure.ProviderNotGranted;
        }

        if (provider.Unready is { } unready)
        {
            return unready;
        }

        return exchange.Byok is null || (provider.Config.AllowByok && exchange.Snapshot.Source.Access.Byok) ? null : Failure.ByokNotAllowed;
    }

    private static Failure? RefusalOf(EntryState state) => state switch
    {
        EntryState.Open => null,
        EntryState.Stale => Failure.StaleAccess,
        EntryState.Retired => Failure.GatewayRetired,
        _ => Failure.NotReady,
    };

    /// <summary>Whether the client wants another protocol on this connection: WebSocket by HTTP/1.1 (RFC 6455) or HTTP/2 (RFC 8441).</summary>
    public static bool WantsUpgrade(HttpContext context) =>
        context.Request.Headers.Upgrade.Count > 0 || context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpExtendedConnectFeature>() is { IsExtendedConnect: true };
}
