using System.Net;
using Shouldly;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Providers;

public sealed class ProviderCreateTests
{
    [Fact]
    [Trait("criterion", "PRV-1")]
    public async Task A_new_provider_is_enabled_named_and_shows_its_keys_masked_only()
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync(
            "POST", "/api/v1/providers", """{"name":"main","type":"openai","baseUrl":"https://api.openai.com/v1","keys":[{"key":"sk-0123456789-abcdefgh","label":"first"}]}""");

        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        answer.Headers["ETag"].ShouldBe("\"v1\"");
        answer.Headers["X-Switchyard-Revision"].ShouldBe("1");
        answer.Headers["Location"].ShouldBe($"/api/v1/providers/{answer.Json.GetProperty("id").GetString()}");
        answer.Json.GetProperty("enabled").GetBoolean().ShouldBeTrue();
        answer.Json.GetProperty("displayName").GetString().ShouldBe("main");
        answer.Json.GetProperty("origin").GetString().ShouldBe("database");
        answer.Json.GetProperty("status").GetProperty("state").GetString().ShouldBe("enabled");
        answer.Json.GetProperty("keys")[0].GetProperty("masked").GetString().ShouldBe("…efgh");
        answer.Text.ShouldNotContain("sk-0123456789");
    }

    [Fact]
    [Trait("criterion", "PRV-2")]
    public async Task The_list_has_enabled_and_disabled_providers_by_name_and_no_deleted_one()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("zeta", "openai", "https://zeta.example"));
        await plane.Client.Providers.CreateAsync(new NewProvider("alpha", "openai", "https://alpha.example") { Enabled = false });
        await plane.Client.Providers.CreateAsync(new NewProvider("gone", "openai", "https://gone.example") { Keys = [new NewProviderKey("gone-key-0123456789ab")] });
        await plane.Client.Providers.DeleteAsync("gone");

        var list = await plane.Client.Providers.ListAsync();

        list.Items.Select(provider => (provider.Name, provider.Enabled)).ShouldBe([("alpha", false), ("zeta", true)]);
        list.Next.ShouldBeNull();
    }

    [Fact]
    public async Task A_list_is_read_in_parts_by_its_cursor()
    {
        await using var plane = await ControlPlane.StartAsync();
        foreach (var name in new[] { "a", "b", "c" })
        {
            await plane.Client.Providers.CreateAsync(new NewProvider(name, "openai", $"https://{name}.example"));
        }

        var first = await plane.Client.Providers.ListAsync(limit: 2);
        var second = await plane.Client.Providers.ListAsync(limit: 2, cursor: first.Next);
        var wrong = await plane.Http.SendAsync("GET", $"/api/v1/users?cursor={first.Next}");

        first.Items.Select(provider => provider.Name).ShouldBe(["a", "b"]);
        second.Items.Select(provider => provider.Name).ShouldBe(["c"]);
        second.Next.ShouldBeNull();
        wrong.Fields.ShouldBe(["cursor"]);
    }
}
