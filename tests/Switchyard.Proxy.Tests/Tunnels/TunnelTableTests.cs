using Microsoft.Extensions.DependencyInjection;
using Switchyard.Gateway;
using Switchyard.Gateway.Entry;
using Switchyard.Model.Proxying;
using Switchyard.Proxy.Tunnels;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Proxy.Tests.Tunnels;

public sealed class TunnelTableTests
{
    private readonly FakeTime _time = new();

    /// <summary>The look at the key and the entry are two moments; a change that comes between them does not see the tunnel yet.</summary>
    [Fact]
    public async Task A_key_that_was_revoked_since_it_was_looked_at_has_its_tunnel_ended()
    {
        await using var services = new ServiceCollection().AddLogging().AddMetrics().AddSingleton<TimeProvider>(_time).AddGateway(new GatewayOptions()).BuildServiceProvider();
        var table = new TunnelTable(services.GetRequiredService<AccessGate>(), _time);
        var recognised = new AccessVerdict { AccessKeyId = Guid.CreateVersion7(_time.GetUtcNow()) };

        table.TryEnter(recognised, isDecrypted: false, ProxySettings.Default, out var tunnel).ShouldBeNull();

        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registered = tunnel.ShouldNotBeNull().Ended.UnsafeRegister(_ => ended.SetResult(), null);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await ended.Task.WaitAsync(Patience.Token);
        table.Leave(tunnel);
        table.Count.ShouldBe(0);
    }
}
