using System.Net;
using System.Text.Json;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Providers;

public sealed class ProviderSelectorTests
{
    private const string Main = "/api/v1/providers/main";

    [Fact]
    [Trait("criterion", "HUB-41")]
    public async Task A_selector_is_set_kept_changed_and_taken_back()
    {
        await using var plane = await ControlPlane.StartAsync();

        var created = await plane.Http.SendAsync("POST", "/api/v1/providers", """{"name":"main","type":"openai","baseUrl":"https://api.example","selector":{"tier":"1","region":"eu"}}""");
        var kept = await plane.Http.SendAsync("PATCH", Main, """{"displayName":"Main"}""");
        var dry = await plane.Http.SendAsync("PATCH", $"{Main}?dryRun=true", """{"selector":{"region":"us"}}""");
        var emptied = await plane.Http.SendAsync("PATCH", Main, """{"selector":{}}""");
        var again = await plane.Client.Providers.UpdateAsync("main", new ProviderPatch { Selector = new Dictionary<string, string> { ["region"] = "us" } });
        var cleared = await plane.Http.SendAsync("PATCH", Main, """{"selector":null}""");

        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        created.Json.GetProperty("selector").GetRawText().ShouldBe("""{"region":"eu","tier":"1"}""");
        kept.Json.GetProperty("selector").GetRawText().ShouldBe("""{"region":"eu","tier":"1"}""");
        dry.Json.GetProperty("diff").EnumerateArray().Select(change => change.GetProperty("field").GetString()).ShouldBe(["selector.tier", "selector.region"], ignoreOrder: true);
        emptied.Json.GetProperty("selector").ValueKind.ShouldBe(JsonValueKind.Null);
        again.Value!.Selector!.Single().ShouldBe(KeyValuePair.Create("region", "us"));
        cleared.Json.GetProperty("selector").ValueKind.ShouldBe(JsonValueKind.Null);
        (await plane.QueryAsync<string?>("select selector_json from providers")).ShouldBe([null]);
    }

    [Fact]
    public async Task A_bad_selector_is_named_and_changes_nothing()
    {
        await using var plane = await ControlPlane.StartAsync();

        var created = await plane.Http.SendAsync("POST", "/api/v1/providers", """{"name":"main","type":"openai","baseUrl":"https://api.example","selector":{"Region":"eu","n":1}}""");
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));
        var patched = await plane.Http.SendAsync("PATCH", Main, """{"displayName":"x","selector":["eu"]}""");

        created.Fields.Order().ShouldBe(["selector.Region", "selector.n"]);
        patched.Fields.ShouldBe(["selector"]);
        (await plane.Client.Providers.GetAsync("main")).DisplayName.ShouldBe("main");
    }
}
