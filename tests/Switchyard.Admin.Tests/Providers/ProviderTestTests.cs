using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Model.Providers;

namespace Switchyard.Admin.Tests.Providers;

public sealed class ProviderTestTests
{
    [Fact]
    [Trait("criterion", "PRV-15")]
    public async Task A_test_tries_each_key_with_its_secret_and_tells_only_its_mask()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example")
        {
            Keys = [new NewProviderKey("first-key-0123456789ab", "one"), new NewProviderKey("second-key-0123456789c", "two")],
        });
        plane.Parts.Probe.Answer = key => key.Label == "one"
            ? new ProbeResult(key.Id, key.Label, true, 200, TimeSpan.FromMilliseconds(12.34), null)
            : new ProbeResult(key.Id, key.Label, false, 401, TimeSpan.FromMilliseconds(5), "unauthorized");

        var answer = await plane.Http.SendAsync("POST", "/api/v1/providers/main/test");
        var test = await plane.Client.Providers.TestAsync("main");

        plane.Parts.Probe.Asked[0].Keys.Select(key => key.Value!.Reveal()).ShouldBe(["first-key-0123456789ab", "second-key-0123456789c"]);
        test.Ok.ShouldBeFalse();
        test.Results.Select(result => (result.Label, result.Masked, result.Ok, result.Status, result.LatencyMs, result.Error)).ShouldBe(
            [("one", "…89ab", true, 200, 12.3, null), ("two", "…789c", false, (int?)401, 5, "unauthorized")]);
        answer.Text.ShouldNotContain("0123456789");
        (await plane.EventsAsync()).Count.ShouldBe(1, "a test changes nothing");
    }
}
