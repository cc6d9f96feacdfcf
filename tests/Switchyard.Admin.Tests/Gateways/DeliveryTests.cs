using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;
using Switchyard.Testing.Postgres;

namespace Switchyard.Admin.Tests.Gateways;

/// <summary>What an instance is sent, over real sockets and on both databases.</summary>
public sealed class DeliveryTests(PostgresServer server)
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-10")]
    [Trait("criterion", "HUB-49")]
    [Trait("criterion", "HUB-52")]
    [Trait("criterion", "HUB-54")]
    public async Task An_instance_gets_the_state_then_every_change_in_order_and_its_answers_are_kept(string kind)
    {
        await using var rig = await GatewayRig.StartAsync(kind, server);
        var gateway = await rig.CreateGatewayAsync();
        var before = await rig.AddProviderAsync("first");
        await using var instance = new TestInstance();

        var welcome = await instance.ConnectAsync(rig.Nodes[0], gateway);
        welcome.Mode.ShouldBe("snapshot");
        welcome.Reason.ShouldBe("first");
        await instance.UntilAsync(before);
        var last = 0L;
        for (var i = 0; i < 5; i++)
        {
            last = await rig.AddProviderAsync($"more-{i}");
        }

        await instance.UntilAsync(last);
        instance.State!.Objects.Count(item => item.Kind == StateKinds.Provider).ShouldBe(6);
        var provider = instance.State.Objects.First(item => item.Kind == StateKinds.Provider);
        provider.Secrets.Values.ShouldHaveSingleItem().Reveal().ShouldStartWith("sk-secret-of-");
        await GatewayRig.UntilAsync(async () => (await rig.InstanceAsync(gateway, instance.InstanceId))!.AckedSeq == last);
        var row = (await rig.InstanceAsync(gateway, instance.InstanceId))!;
        row.AckedHash.ShouldBe(instance.State.Hash);
        row.Revision.ShouldBe(last);
        instance.Frames.OfType<EventFrame>().Select(frame => frame.Seq).ShouldBe(Enumerable.Range((int)before + 1, 5).Select(seq => (long)seq));
    }
}
