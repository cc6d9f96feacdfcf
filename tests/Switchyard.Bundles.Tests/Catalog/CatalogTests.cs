using System.Text;
using System.Text.RegularExpressions;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Catalog;

public sealed class CatalogTests
{
    [Fact]
    [Trait("criterion", "TOL-2")]
    [Trait("criterion", "BND-56")]
    public async Task Tools_are_sorted_by_their_full_names_whatever_came_up_first()
    {
        string? expected = null;
        foreach (var order in (string[][])[["a", "b", "c"], ["a", "c", "b"], ["b", "a", "c"], ["b", "c", "a"], ["c", "a", "b"], ["c", "b", "a"]])
        {
            await using var yard = new Yard();
            var catalog = new WorkspaceCatalog(yard.Supervisor);
            await yard.ApplyAsync(order.Select(Eager));
            var starts = new List<FakeLauncher.PendingStart> { await yard.NextStartAsync(), await yard.NextStartAsync(), await yard.NextStartAsync() };
            foreach (var name in order)
            {
                starts.Single(start => start.Config.Key.Bundle == name).Succeed();
                await yard.UntilAsync(status => status.State == BundleState.Running, new BundleKey("team", name));
                yard.Launcher.Alive.Single(server => server.Config.Key.Bundle == name).ChangeTools("z", "B", "a");
            }

            var names = string.Join(' ', catalog.Offer("team", null).Tools.Select(tool => tool.FullName));
            names.ShouldBe(expected ??= names);
        }

        expected.ShouldBe("a__B a__a a__z b__B b__a b__z c__B c__a c__z");
    }

    [Fact]
    [Trait("criterion", "TOL-13")]
    public async Task The_same_offer_is_given_until_something_changes()
    {
        await using var yard = new Yard();
        var catalog = new WorkspaceCatalog(yard.Supervisor);
        var server = await yard.RunningAsync();
        var offer = catalog.Offer("team", null);
        catalog.Offer("team", null).ShouldBeSameAs(offer);
        offer.Tools.ShouldHaveSingleItem().FullName.ShouldBe("files__echo");

        var changed = 0;
        using var watch = yard.Supervisor.Changes.Watch("team", () => changed++);
        server.ChangeTools("echo", "more");
        changed.ShouldBe(1);
        catalog.Offer("team", null).Tools.Select(tool => tool.Tool.Name).ShouldBe(["echo", "more"]);
    }

    [Theory]
    [InlineData("", "", "delete_file read_file read_link")]
    [InlineData("read_*", "", "read_file read_link")]
    [InlineData("", "*_link", "delete_file read_file")]
    [InlineData("read_*", "read_link", "read_file")]
    [InlineData("read_????", "", "read_file read_link")]
    [InlineData("nothing", "", "")]
    [Trait("criterion", "TOL-4")]
    public async Task Deny_wins_over_allow_and_both_match_the_tools_own_name(string allow, string deny, string offered)
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync(bundle => bundle with { Definition = bundle.Definition with { Allow = List(allow), Deny = List(deny) } });
        server.ChangeTools("read_file", "delete_file", "read_link");

        var names = new WorkspaceCatalog(yard.Supervisor).Offer("team", null).Tools.Select(tool => tool.Tool.Name);

        string.Join(' ', names).ShouldBe(offered);
    }

    [Fact]
    [Trait("criterion", "TOL-16")]
    public async Task One_that_is_down_keeps_its_last_tools_on_offer_and_one_that_is_stopped_does_not()
    {
        await using var yard = new Yard();
        var catalog = new WorkspaceCatalog(yard.Supervisor);
        var server = await yard.RunningAsync();
        server.Crash();
        await yard.UntilAsync(status => status.State == BundleState.Crashed);
        catalog.Offer("team", null).Tools.ShouldHaveSingleItem();

        await yard.SettledAsync(await yard.ChangeAsync(bundle => bundle with { Enabled = false }));
        var offer = catalog.Offer("team", null);
        offer.Tools.ShouldBeEmpty();
        offer.Unlisted.ShouldBe([new UnlistedBundle("files", "operator")]);
    }

    [Fact]
    [Trait("criterion", "TOL-12")]
    [Trait("criterion", "TOL-15")]
    public async Task Those_that_nobody_called_yet_are_listed_together_and_a_slow_one_hides_no_other()
    {
        await using var yard = new Yard();
        var catalog = new WorkspaceCatalog(yard.Supervisor);
        await yard.ApplyAsync(Yard.Bundle(new BundleKey("team", "quick")), Yard.Bundle(new BundleKey("team", "slow")));
        var listing = catalog.OfferAsync("team", null, TimeSpan.FromSeconds(10), yard.Time, Patience.Token);
        var starts = new[] { await yard.NextStartAsync(), await yard.NextStartAsync() };
        starts.Single(start => start.Config.Key.Bundle == "quick").Succeed();
        await yard.UntilAsync(status => status.State == BundleState.Running, new BundleKey("team", "quick"));
        await yard.Time.WhenArmedAsync(dueIn: TimeSpan.FromSeconds(10));
        yard.Time.Advance(TimeSpan.FromSeconds(10));

        var offer = await listing;
        offer.Tools.ShouldHaveSingleItem().FullName.ShouldBe("quick__echo");
        offer.Unlisted.ShouldHaveSingleItem().Bundle.ShouldBe("slow");
    }

    [Fact]
    public void A_workspace_without_bundles_costs_nothing_and_is_not_kept_in_mind()
    {
        var yard = new Yard();
        var catalog = new WorkspaceCatalog(yard.Supervisor);
        for (var number = 0; number < 1000; number++)
        {
            catalog.Offer($"unknown-{number}", null).ShouldBeSameAs(ToolOffer.Empty);
        }

        catalog.Kept.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "TOL-3")]
    public void Names_for_models_are_valid_distinct_and_stable()
    {
        ModelNames.Of("files__read_file").ShouldBe("files__read_file");
        ModelNames.Of("files__" + new string('x', 57)).Length.ShouldBe(64);
        ModelNames.Of("files__größe").ShouldBe(ModelNames.Of("files__größe"));
        var alike = new string('x', 60);
        ModelNames.Of($"files__{alike}one").ShouldNotBe(ModelNames.Of($"files__{alike}two"));

        var random = new Random(20261126);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var full = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 100_000; i++)
        {
            var name = new StringBuilder("bundle__");
            for (var letters = random.Next(1, 120); letters > 0; letters--)
            {
                name.Append((char)random.Next(0x20, 0x250));
            }

            if (full.Add(name.ToString()))
            {
                var model = ModelNames.Of(name.ToString());
                names.Add(model).ShouldBeTrue(name.ToString());
                Regex.IsMatch(model, "^[A-Za-z0-9_-]{1,64}\\z", RegexOptions.None, TimeSpan.FromSeconds(1)).ShouldBeTrue(model);
            }
        }
    }

    [Fact]
    [Trait("criterion", "TOL-14")]
    public async Task A_tool_that_is_gone_is_answered_with_what_is_wrong()
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync();
        var tools = new WorkspaceTools(new WorkspaceCatalog(yard.Supervisor), yard.Calls);
        server.OnRequest = static (_, parameters, _) => Task.FromResult<System.Text.Json.Nodes.JsonNode?>(parameters!.DeepClone());

        var result = await tools.CallAsync(Yard.Key, null, "echo", """{"x":1}"""u8.ToArray(), """{"traceparent":"00"}"""u8.ToArray(), Patience.Token);
        Encoding.UTF8.GetString(result.Result.Span).ShouldBe("""{"name":"echo","arguments":{"x":1},"_meta":{"traceparent":"00"}}""");
        server.ChangeTools("other");
        (await tools.CallAsync(Yard.Key, null, "echo", default, default, Patience.Token)).Fault.ShouldBe(CallFaults.UnknownTool);
    }

    private static BundleConfig Eager(string name)
    {
        var bundle = Yard.Bundle(new BundleKey("team", name));
        return bundle with { Definition = bundle.Definition with { Eager = true } };
    }

    private static string[] List(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
