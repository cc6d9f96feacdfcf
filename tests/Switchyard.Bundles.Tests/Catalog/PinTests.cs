using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tests.Catalog;

public sealed class PinTests
{
    [Fact]
    [Trait("criterion", "TOL-17")]
    public async Task Of_a_pinned_bundle_only_what_is_approved_is_on_offer()
    {
        await using var yard = new Yard();
        var catalog = new WorkspaceCatalog(yard.Supervisor);
        var server = await yard.RunningAsync(bundle => bundle with { Definition = bundle.Definition with { PinTools = true } });
        var run = yard.Supervisor.Run(Yard.Key)!;
        catalog.Offer("team", null).Tools.ShouldBeEmpty("nothing is known to be approved");

        server.Tools = [Tool("a", "1"), Tool("b", "2")];
        run.Pins.HasChecked(server.Tools).ShouldBeFalse();
        run.Pin(server.Tools, new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" });
        run.Pins.HasChecked(server.Tools).ShouldBeTrue();
        catalog.Offer("team", null).Tools.Select(tool => tool.Tool.Name).ShouldBe(["a", "b"]);

        server.Tools = [Tool("a", "1"), Tool("b", "other"), Tool("c", "new")];
        run.ListsChanged(1);
        run.Pins.HasChecked(server.Tools).ShouldBeFalse();
        catalog.Offer("team", null).Tools.Select(tool => tool.Tool.Name).ShouldBe(["a"]);
        run.Tools.Where(tool => tool.IsQuarantined).Select(tool => tool.Name).ShouldBe(["b", "c"]);
        yard.Supervisor.Pinned.ShouldBe([run]);

        await yard.ChangeAsync(bundle => bundle with { Definition = bundle.Definition with { PinTools = false } });
        catalog.Offer("team", null).Tools.Count.ShouldBe(3);
    }

    private static BundleTool Tool(string name, string hash) => new(name, "{}"u8.ToArray(), hash, false);
}
