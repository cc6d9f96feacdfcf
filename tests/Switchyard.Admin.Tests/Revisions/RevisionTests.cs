using System.Net;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Client.Users;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Revisions;

[Trait("criterion", "CFG-59")]
public sealed class RevisionTests
{
    private const string Path = "/api/v1/config/revisions";

    [Fact]
    public async Task Each_change_is_one_revision_with_its_author_newest_first()
    {
        await using var plane = await ControlPlane.StartAsync();
        var ann = await plane.Client.Operators.CreateAsync(new("ann", "operator"));
        using var annsClient = plane.Connect(ann.Value!.Secret!);
        await plane.Client.Users.CreateAsync(new NewUser("bob"));
        await annsClient.Providers.CreateAsync(new NewProvider("main", "openai", "https://a.example"));
        await annsClient.Providers.DeleteAsync("main");
        var newest = (await plane.EventsAsync())[^1].Version;

        var first = await plane.Http.SendAsync("GET", $"{Path}?limit=2");
        var second = await plane.Http.SendAsync("GET", $"{Path}?limit=1000&cursor={first.Json.GetProperty("next").GetString()}");
        var one = await plane.Http.SendAsync("GET", $"{Path}/{newest}");

        var items = first.Json.GetProperty("items").EnumerateArray().ToArray();
        items.Select(item => (item.GetProperty("revision").GetInt64(), item.GetProperty("author").GetString(), item.GetProperty("origin").GetString(), item.GetProperty("summary").GetString())).ShouldBe(
        [
            (newest, "ann", "database", "provider.delete main"),
            (newest - 1, "ann", "database", "provider.create main"),
        ]);
        items[0].GetProperty("at").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        second.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("revision").GetInt64()).ShouldBe(Enumerable.Range(1, (int)newest - 2).Select(number => (long)number).Reverse());
        second.Json.GetProperty("items")[0].GetProperty("summary").GetString().ShouldBe("user.create bob");
        second.Json.GetProperty("items")[0].GetProperty("author").GetString().ShouldBe("bootstrap");
        one.Json.GetProperty("action").GetString().ShouldBe("delete");
        one.Json.GetProperty("changes")[0].GetProperty("entityName").GetString().ShouldBe("main");
    }

    [Fact]
    public async Task A_revision_shows_all_that_its_change_did_and_nothing_of_others()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://a.example") { Keys = [new("sk-canary-0123456789-0001"), new("sk-canary-0123456789-0002")] });
        var revision = (await plane.Client.Providers.DeleteAsync("main")).Revision;
        await plane.Client.Users.CreateAsync(new NewUser("bob"));

        var shown = await plane.Http.SendAsync("GET", $"{Path}/{revision}");

        var log = (await plane.Client.Audit.ListAsync(new() { Limit = 1000 })).Items;
        shown.Json.GetProperty("changes").EnumerateArray().Select(row => row.GetProperty("sequence").GetInt64())
            .ShouldBe(log.Where(row => row.Action.Contains("delete", StringComparison.Ordinal) || row.Action.Contains("remove", StringComparison.Ordinal)).Select(row => row.Sequence).Order());
        shown.Json.GetProperty("changes").GetArrayLength().ShouldBeGreaterThan(1);
        shown.Text.ShouldNotContain("sk-canary");
    }

    [Fact]
    public async Task Unknown_numbers_and_words_are_refused()
    {
        await using var plane = await ControlPlane.StartAsync();
        (await plane.Http.SendAsync("GET", $"{Path}/1")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await plane.Http.SendAsync("GET", $"{Path}/0")).Fields.ShouldBe(["revision"]);
        (await plane.Http.SendAsync("GET", $"{Path}/first")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await plane.Http.SendAsync("GET", $"{Path}?cursor=x")).Fields.ShouldBe(["cursor"]);
    }
}
