using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Bundles.Tests.Lifecycle;

public sealed class BundleServersTests
{
    [Fact]
    public async Task One_that_was_replaced_is_found_until_nothing_of_it_is_left()
    {
        var servers = new BundleServers();
        var (former, next) = (Server(1), Server(2));
        servers.Put(former).ShouldBeNull();
        servers.Put(next).ShouldBe(former);

        servers.Current.ShouldBe(next);
        servers.Of(static _ => true).ShouldBe([former, next], ignoreOrder: true);
        servers.TakeOut(former);
        servers.Of(static _ => true).ShouldBe([former, next], ignoreOrder: true);

        former.Cut();
        await former.Gone.WaitAsync(Patience.Token);
        while (servers.Retired.Count > 0)
        {
            await Patience.PauseAsync();
        }

        servers.Of(static _ => true).ShouldBe([next]);
    }

    private static Incarnation Server(long generation)
    {
        var bundle = Yard.Bundle();
        return new Incarnation(bundle, generation, new FakeServer(bundle, generation, new Observer(), new FakeLauncher()), new FakeTime());
    }
}
