using Switchyard.Gateway.Entry;
using Switchyard.Model.Proxying;
using Switchyard.Proxy.Authorities;
using Switchyard.Proxy.Decrypting;
using Switchyard.Proxy.Greeting;
using Switchyard.Proxy.Telemetry;
using Switchyard.Proxy.Tunnels;

namespace Switchyard.Proxy.Listening;

/// <summary>
/// One connection to the proxy: who asks, for what, and what comes of it. It is decided by the configuration in force at that moment: a provider's host is decrypted, everything else tunnelled or refused.
/// </summary>
internal sealed class ConnectFlow(AccessGate access, InterceptedHosts hosts, AuthorityFollower authorities, TunnelTable tunnels, PlainTunnel plain, DecryptedTunnel decrypted, ProxyInstruments instruments)
{
    /// <summary>Serves it to its end. The link stays the caller's.</summary>
    /// <param name="client">The client, of which nothing was read.</param>
    /// <param name="greeted">Called when its CONNECT is read.</param>
    /// <param name="late">Fires when its CONNECT has taken too long.</param>
    public async Task RunAsync(ClientLink client, Action greeted, CancellationToken late)
    {
        if (await HeadReader.ReadAsync(client.Stream, late) is not { } read)
        {
            return;
        }

        greeted();
        ConnectHead? head = null;
        if ((read.Refusal ?? ConnectParser.Read(read.Head.Span, out head)) is { } malformed)
        {
            await RefuseAsync(client, malformed, late);
            return;
        }

        var verdict = access.Check(ProxyCredential.Read(head!.Authorization));
        if (!verdict.IsAdmitted)
        {
            await RefuseAsync(client, verdict.Status == 401 ? Refusal.Unauthorized(verdict.Code) : Refusal.Forbidden(verdict.Code, verdict.Message), late);
            return;
        }

        // Nothing after this needs it.
        head = head with { Authorization = null };
        var settings = access.Configuration.Server.Proxy;
        if (!settings.Ports.Contains(head.Port))
        {
            await RefuseAsync(client, Refusal.PortNotAllowed, late);
        }
        else if (hosts.Table.Find(head.Host, head.Port) is not null)
        {
            await DecryptAsync(client, head, read.Rest, verdict, settings, late);
        }
        else if (settings.RefusesOthers)
        {
            await RefuseAsync(client, Refusal.HostNotAllowed, late);
        }
        else
        {
            await TunnelAsync(client, head, read.Rest, verdict, settings, late);
        }
    }

    private async Task DecryptAsync(ClientLink client, ConnectHead head, ReadOnlyMemory<byte> rest, AccessVerdict owner, ProxySettings settings, CancellationToken late)
    {
        if (authorities.Current is not { } authority)
        {
            await RefuseAsync(client, Refusal.NoAuthority, late);
            return;
        }

        if (tunnels.TryEnter(owner, isDecrypted: true, settings, out var tunnel) is { } full)
        {
            await RefuseAsync(client, full, late);
            return;
        }

        try
        {
            await Answers.AcceptAsync(client.Stream, late);
            using var open = instruments.Open(ProxyInstruments.Decrypted);
            await decrypted.RunAsync(client, rest, head, authority, settings.Greeting, tunnel!);
        }
        finally
        {
            tunnels.Leave(tunnel!);
        }
    }

    private async Task TunnelAsync(ClientLink client, ConnectHead head, ReadOnlyMemory<byte> rest, AccessVerdict owner, ProxySettings settings, CancellationToken late)
    {
        // Before it is dialled, so that a client can not have more hosts dialled at once than it may have tunnels.
        if (tunnels.TryEnter(owner, isDecrypted: false, settings, out var tunnel) is { } full)
        {
            await RefuseAsync(client, full, late);
            return;
        }

        try
        {
            var (upstream, refusal) = await plain.ConnectAsync(head, settings.Connect, tunnel!.Ended);
            if (upstream is null)
            {
                await RefuseAsync(client, refusal!, CancellationToken.None);
                return;
            }

            await using (upstream)
            {
                await Answers.AcceptAsync(client.Stream, tunnel.Ended);
                using var open = instruments.Open(ProxyInstruments.Plain);
                await plain.RunAsync(client, upstream, rest, tunnel);
            }
        }
        finally
        {
            tunnels.Leave(tunnel!);
        }
    }

    private async Task RefuseAsync(ClientLink client, Refusal refusal, CancellationToken cancellationToken)
    {
        instruments.Refused(refusal.Code);
        await Answers.RefuseAsync(client.Stream, refusal, cancellationToken);

        // Closed in this order, the answer is not lost to a reset when the client still sends.
        await client.CloseSendAsync();
    }
}
