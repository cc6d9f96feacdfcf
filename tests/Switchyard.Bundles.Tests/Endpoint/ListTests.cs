using System.Text.Json.Nodes;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>Lists, page by page.</summary>
public sealed class ListTests
{
    [Fact]
    [Trait("criterion", "BND-56")]
    public async Task Tools_come_by_the_hundred_and_all_of_them_once()
    {
        await using var node = await McpNode.StartAsync();
        node.Yard.Launcher.OnUp = static server => server.Tools = Tools(Enumerable.Range(0, 125).Select(number => $"t{number:000}"));
        await node.InstallAsync("b", "a");
        var session = await node.InitializeAsync();
        var pages = await PagesAsync(node, session, static _ => { });
        pages.Select(page => page.Count).ShouldBe([100, 100, 50]);
        pages.SelectMany(page => page).ShouldBe(Enumerable.Range(0, 125).Select(number => $"a__t{number:000}").Concat(Enumerable.Range(0, 125).Select(number => $"b__t{number:000}")));
    }

    [Fact]
    [Trait("criterion", "BND-56")]
    public async Task A_change_between_two_pages_shows_nothing_twice_and_leaves_out_nothing_that_stays()
    {
        await using var node = await McpNode.StartAsync();
        node.Yard.Launcher.OnUp = static server => server.Tools = Tools(Enumerable.Range(0, 250).Select(number => $"t{number:000}"));
        await node.InstallAsync("m");
        var session = await node.InitializeAsync();
        var pages = await PagesAsync(node, session, page =>
        {
            if (page == 1)
            {
                // The last one that was shown goes, and so do ten before it; others come before, between and after.
                node.Server("m").ChangeTools([.. Enumerable.Range(0, 250).Where(number => number is < 90 or > 99).Select(number => $"t{number:000}"), "a", "t150b", "z"]);
            }
        });
        pages.SelectMany(page => page).ShouldBe([.. Enumerable.Range(0, 150).Select(Name), "m__t150", "m__t150b", .. Enumerable.Range(151, 99).Select(Name), "m__z"]);

        static string Name(int number) => $"m__t{number:000}";
    }

    [Theory]
    [InlineData("tools/list")]
    [InlineData("resources/list")]
    [InlineData("resources/templates/list")]
    [InlineData("prompts/list")]
    [Trait("criterion", "BND-56")]
    public async Task A_cursor_that_is_none_is_refused(string method)
    {
        await using var node = await McpNode.StartAsync();
        node.Yard.Launcher.OnUp = static server => server.Tools = Tools(Enumerable.Range(0, 101).Select(number => $"t{number:000}"));
        await node.InstallAsync("m");
        var session = await node.InitializeAsync();
        var good = (string?)(await node.AskAsync(session, "tools/list"))["result"]!["nextCursor"];
        foreach (var cursor in (string?[])["garbage", "", "!!", "bTo", "_____w", method == "tools/list" ? null : good])
        {
            if (cursor is not null)
            {
                (await node.AskAsync(session, method, new JsonObject { ["cursor"] = cursor })).Code().ShouldBe(-32602, cursor);
            }
        }
    }

    [Fact]
    [Trait("criterion", "BND-56")]
    public async Task A_bundle_that_fails_hides_no_other()
    {
        await using var node = await McpNode.StartAsync();
        node.Yard.Launcher.OnUp = static server =>
        {
            server.Initialization["capabilities"] = new JsonObject { ["resources"] = new JsonObject(), ["prompts"] = new JsonObject() };
            server.OnRequest = (method, _, token) => server.Config.Key.Bundle == "bad"
                ? FakeServer.HangAsync(token)
                : Task.FromResult<JsonNode?>(method switch
                {
                    "resources/list" => new JsonObject { ["resources"] = new JsonArray(new JsonObject { ["uri"] = "x://1", ["name"] = "1" }) },
                    _ => new JsonObject { ["prompts"] = new JsonArray(new JsonObject { ["name"] = "ask" }) },
                });
        };
        await node.InstallAsync("bad", "good");
        var session = await node.InitializeAsync();
        foreach (var (method, member) in ((string, string)[])[("resources/list", "resources"), ("prompts/list", "prompts")])
        {
            var asked = node.AskAsync(session, method);
            while (!asked.IsCompleted)
            {
                await Task.WhenAny(asked, node.Yard.Time.WhenArmedAsync(TimeSpan.Zero, TimeSpan.FromSeconds(11))).WaitAsync(Patience.Token);
                node.Yard.Time.Advance(TimeSpan.FromSeconds(5));
            }

            (await asked)["result"]![member]!.AsArray().Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task A_list_is_read_once_for_all_who_ask_until_the_server_says_that_it_changed()
    {
        await using var node = await McpNode.StartAsync();
        var (reads, name) = (0, "one");
        node.Yard.Launcher.OnUp = server =>
        {
            server.Initialization["capabilities"] = new JsonObject { ["prompts"] = new JsonObject { ["listChanged"] = true } };
            server.OnRequest = (method, parameters, _) =>
            {
                method.ShouldBe("prompts/list");
                Interlocked.Increment(ref reads);
                var more = parameters?["cursor"] is null;
                return Task.FromResult<JsonNode?>(more
                    ? new JsonObject { ["prompts"] = new JsonArray(new JsonObject { ["name"] = name }), ["nextCursor"] = "2" }
                    : new JsonObject { ["prompts"] = new JsonArray(new JsonObject { ["name"] = "last" }) });
            };
        };
        await node.InstallAsync("m");
        var session = await node.InitializeAsync();
        (await NamesAsync()).ShouldBe(["m__last", "m__one"]);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => NamesAsync()));
        reads.ShouldBe(2, "two pages");

        name = "two";
        node.Server("m").ChangeLists();
        (await NamesAsync()).ShouldBe(["m__last", "m__two"]);
        reads.ShouldBe(4);

        async Task<string?[]> NamesAsync() => [.. (await node.AskAsync(session, "prompts/list"))["result"]!["prompts"]!.AsArray().Select(prompt => (string?)prompt!["name"])];
    }

    [Fact]
    [Trait("criterion", "BND-50")]
    public async Task Bundles_that_nobody_has_called_are_brought_up_for_the_first_who_asks()
    {
        await using var node = await McpNode.StartAsync();
        await node.Yard.ApplyAsync(Yard.Bundle(new BundleKey("team", "lazy")));
        node.Yard.Launcher.Count.ShouldBe(0);
        var session = await node.InitializeAsync();
        (await node.AskAsync(session, "tools/list"))["result"]!["tools"]!.AsArray().Single()!["name"]!.GetValue<string>().ShouldBe("lazy__echo");
    }

    private static async Task<List<List<string>>> PagesAsync(McpNode node, string session, Action<int> between)
    {
        var pages = new List<List<string>>();
        string? cursor = null;
        do
        {
            var result = (await node.AskAsync(session, "tools/list", cursor is null ? null : new JsonObject { ["cursor"] = cursor }))["result"]!;
            pages.Add([.. result["tools"]!.AsArray().Select(tool => tool!["name"]!.GetValue<string>())]);
            cursor = (string?)result["nextCursor"];
            between(pages.Count);
        }
        while (cursor is not null);
        return pages;
    }

    private static BundleTool[] Tools(IEnumerable<string> names) => [.. names.Select(static name => new BundleTool(name, "{}"u8.ToArray(), "00", false))];
}
