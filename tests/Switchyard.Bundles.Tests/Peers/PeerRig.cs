using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Peers;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Peers;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Peers;

/// <summary>Two nodes: one owns an exclusive bundle and answers on a Kestrel of its own, the other one asks it.</summary>
internal sealed class PeerRig : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly PeerChannel _channel;

    private PeerRig(Yard owner, WebApplication app, SecretKeyRing keys)
    {
        (Owner, _app, Keys) = (owner, app, keys);
        Clock = new PeerClock(owner.Time);
        Clock.Set(DatabaseTime, owner.Time.GetTimestamp());
        Signer = new PeerSigner(new SecretSealer(keys), new NodeIdentity(OtherId, "b"), Clock);
        _channel = new PeerChannel(Signer, Clock);
        Other = new Yard(time => new OwnerReach(new PeerClient(_channel), time));
    }

    public static Guid OwnerId { get; } = Guid.Parse("aaaaaaaa-0000-0000-0000-000000000000");

    public static Guid OtherId { get; } = Guid.Parse("bbbbbbbb-0000-0000-0000-000000000000");

    /// <summary>Far from what either node's wall clock says.</summary>
    public static DateTimeOffset DatabaseTime { get; } = new(2031, 5, 4, 3, 2, 1, TimeSpan.Zero);

    /// <summary>The node that owns <see cref="Yard.Key"/>.</summary>
    public Yard Owner { get; }

    /// <summary>The node that does not.</summary>
    public Yard Other { get; }

    public SecretKeyRing Keys { get; }

    /// <summary>The clock and the signatures of the other node.</summary>
    public PeerClock Clock { get; }

    public PeerSigner Signer { get; }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>The only server there is.</summary>
    public FakeServer Server => Owner.Launcher.Alive.Single();

    public static async Task<PeerRig> StartAsync(bool isAddressed = true)
    {
        var owner = new Yard { Launcher = { ComesUp = true } };
        var keys = SecretKeyRing.Create();
        var clock = new PeerClock(owner.Time);
        clock.Set(DatabaseTime, owner.Time.GetTimestamp());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").UseShutdownTimeout(TimeSpan.Zero);
        var app = builder.Build();
        var endpoint = new PeerEndpoint(new PeerDoor(new PeerSigner(new SecretSealer(keys), new NodeIdentity(OwnerId, "a"), clock), clock), owner.Supervisor, owner.Calls, app.Lifetime, owner.Time);
        app.MapPost(PeerPaths.Requests, endpoint.RequestAsync);
        app.MapPost(PeerPaths.View, endpoint.ViewAsync);
        await app.StartAsync(Patience.Token);
        var rig = new PeerRig(owner, app, keys);
        rig.Other.Own(new Ownership.Elsewhere(OwnerId, "a", isAddressed ? rig.Address : null, 1));
        var bundle = Yard.Bundle();
        bundle = bundle with { Definition = bundle.Definition with { Exclusive = true } };
        await owner.ApplyAsync(bundle);
        await rig.Other.ApplyAsync(bundle);
        return rig;
    }

    /// <summary>Ends the owner's listener, and what is open on it.</summary>
    public ValueTask EndOwnerAsync() => _app.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await Other.DisposeAsync();
        await Owner.DisposeAsync();
        await _app.DisposeAsync();
        _channel.Dispose();
    }
}
