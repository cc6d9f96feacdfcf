using System.Text;
using Switchyard.Gateway.Tests.Recording;
using Switchyard.Gateway.Tools.Kept;
using Switchyard.Storage.Secrets;

namespace Switchyard.Gateway.Tests.Tools;

/// <summary>What is kept in a database is sealed there, and found by every node that has the key.</summary>
public sealed class DatabaseKeptTests
{
    [Fact]
    [Trait("criterion", "TOL-46")]
    [Trait("criterion", "TOL-47")]
    public async Task It_is_sealed_and_opens_for_its_user_on_every_node_with_the_key()
    {
        await using var rig = await RecordingRig.StartAsync();
        var ring = SecretKeyRing.Create();
        var (user, until) = (Guid.CreateVersion7(rig.Time.GetUtcNow()), rig.Time.GetUtcNow().AddHours(1));
        var node = new DatabaseKept(rig.Database, new SecretSealer(ring), rig.Time);
        await node.PutAsync(user, "0:call_1", "canary result"u8.ToArray(), until, CancellationToken.None);
        (await rig.CountAsync("kept_tools where cast(sealed as text) like '%canary%'")).ShouldBe(0);

        var found = await new DatabaseKept(rig.Database, new SecretSealer(ring), rig.Time).FindAsync(user, ["0:call_1", "0:call_2"], rig.Time.GetUtcNow(), CancellationToken.None);
        Encoding.UTF8.GetString(found["0:call_1"].Span).ShouldBe("canary result");
        found.Count.ShouldBe(1);
        (await node.FindAsync(Guid.CreateVersion7(rig.Time.GetUtcNow()), ["0:call_1"], rig.Time.GetUtcNow(), CancellationToken.None)).ShouldBeEmpty();

        var stranger = new DatabaseKept(rig.Database, new SecretSealer(SecretKeyRing.Create()), rig.Time);
        (await stranger.FindAsync(user, ["0:call_1"], rig.Time.GetUtcNow(), CancellationToken.None)).ShouldBeEmpty();
    }
}
