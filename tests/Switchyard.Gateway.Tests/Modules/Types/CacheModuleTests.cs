using Switchyard.Gateway.Modules;
using Switchyard.Gateway.Modules.Types;
using Switchyard.Gateway.Tests.Rigs;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Modules.Types;

public sealed class CacheModuleTests
{
    private const string Path = "/sim/v1/chat/completions";

    [Fact]
    [Trait("criterion", "CFG-38")]
    public async Task An_equal_request_is_answered_without_asking_again_until_its_time_is_over()
    {
        var time = new FakeTime();
        await using var rig = await GatewayRig.StartWithProviderAsync(time);
        await rig.ApplyAsync(TestModules.Of("cache", "cache.exact", """{"enabled":true,"ttl":"1m"}"""));

        var first = await AskAsync(rig, GatewayRig.Chat());
        var second = await AskAsync(rig, GatewayRig.Chat());
        (first.Cache, second.Cache).ShouldBe(("miss", "hit"));
        second.Body.ShouldBe(first.Body);
        rig.Simulator.Log.Requests.Count.ShouldBe(1);
        var end = await rig.Recorder.EndAsync(1);
        (end.Cached, end.Attempts, end.Usage.Output, end.Estimated, end.HttpStatus).ShouldBe((true, 0, 0L, false, 200));
        (await rig.Recorder.EndAsync()).Cached.ShouldBeFalse();

        await rig.ApplyAsync(TestModules.Of("cache", "cache.exact", """{"enabled":true,"ttl":"2m"}"""));
        time.Advance(TimeSpan.FromSeconds(90));
        (await AskAsync(rig, GatewayRig.Chat())).Cache.ShouldBe("hit", "the answers survive the change, under its terms");
        time.Advance(TimeSpan.FromSeconds(31));
        (await AskAsync(rig, GatewayRig.Chat())).Cache.ShouldBe("miss");
        rig.Simulator.Log.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Other_requests_streams_fresh_ones_and_other_people_are_not_answered_from_it()
    {
        await using var rig = await GatewayRig.StartWithProviderAsync();
        await rig.ApplyAsync(TestModules.Of("cache", "cache.exact", """{"enabled":true}"""));
        (await AskAsync(rig, GatewayRig.Chat())).Cache.ShouldBe("miss");

        (await AskAsync(rig, GatewayRig.Chat("other"))).Cache.ShouldBe("miss");
        (await AskAsync(rig, GatewayRig.Chat(more: " "))).Cache.ShouldBe("miss");
        (await AskAsync(rig, GatewayRig.Chat(), query: "?x=1")).Cache.ShouldBe("miss");
        (await AskAsync(rig, GatewayRig.Chat(stream: true))).Cache.ShouldBeNull();
        (await AskAsync(rig, GatewayRig.Chat(), headers: ("Cache-Control", "no-cache"))).Cache.ShouldBeNull();

        var other = Switchyard.Model.Access.AccessToken.Create(Switchyard.Model.Access.AccessToken.AccessKeyPrefix, GatewayRig.IdOf("another")).Reveal();
        rig.Model = rig.Model with { AccessKeys = [.. rig.Model.AccessKeys, GatewayRig.KeyOf(GatewayRig.IdOf("another"), other)] };
        await rig.ApplyAsync();
        (await AskAsync(rig, GatewayRig.Chat(), headers: ("X-Switchyard-Key", other))).Cache.ShouldNotBe("hit");
        (await AskAsync(rig, GatewayRig.Chat())).Cache.ShouldBe("hit");
    }

    [Fact]
    public void The_least_recently_used_answers_make_room()
    {
        var answers = new CachedAnswers();
        foreach (var key in (string[])["a", "b", "c"])
        {
            answers.Put(key, new ModuleAnswer(new byte[10]), now: 1, maxEntries: 3, maxBytes: 30);
        }

        answers.Find("a", 1, 100).ShouldNotBeNull();
        answers.Put("d", new ModuleAnswer(new byte[10]), 1, 3, 30);
        answers.Find("b", 1, 100).ShouldBeNull("it was used longest ago");
        answers.Put("e", new ModuleAnswer(new byte[25]), 1, 3, 30);
        answers.Count.ShouldBe(1, "bytes count too");
        answers.Put("f", new ModuleAnswer(new byte[31]), 1, 3, 30);
        answers.Count.ShouldBe(0);
    }

    private static async Task<(string? Cache, string Body)> AskAsync(GatewayRig rig, string body, string query = "", params (string, string)[] headers)
    {
        using var response = await rig.SendAsync(Path + query, body, headers);
        var text = await response.Content.ReadAsStringAsync(GatewayRig.Ending);
        await rig.IdleAsync();
        return (response.Headers.TryGetValues("X-Switchyard-Cache", out var values) ? values.Single() : null, text);
    }
}
