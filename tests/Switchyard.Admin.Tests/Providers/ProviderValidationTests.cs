using System.Net;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Providers;

public sealed class ProviderValidationTests
{
    private const string Path = "/api/v1/providers";

    [Theory]
    [Trait("criterion", "PRV-3")]
    [InlineData("No_Name", HttpStatusCode.BadRequest)]
    [InlineData("unknown", HttpStatusCode.NotFound)]
    [InlineData("01990000-0000-7000-8000-000000000000", HttpStatusCode.NotFound)]
    public async Task An_address_is_no_address_or_leads_nowhere(string idOrName, HttpStatusCode expected)
    {
        await using var plane = await ControlPlane.StartAsync();

        foreach (var method in new[] { "GET", "PATCH", "DELETE" })
        {
            var answer = await plane.Http.SendAsync(method, $"{Path}/{idOrName}", method == "PATCH" ? """{"displayName":"x"}""" : null);
            answer.Status.ShouldBe(expected, $"{method}: {answer.Text}");
        }
    }

    [Fact]
    [Trait("criterion", "PRV-3")]
    public async Task Id_and_name_reach_the_same_record_and_a_deleted_one_is_unknown()
    {
        await using var plane = await ControlPlane.StartAsync();
        var created = await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));

        var byName = await plane.Client.Providers.GetWithTagAsync("main");
        var byId = await plane.Client.Providers.GetWithTagAsync(created.Value!.Id.ToString("D"));
        await plane.Client.Providers.DeleteAsync("main");
        var gone = await plane.Http.SendAsync("GET", $"{Path}/{created.Value.Id:D}");

        byName.Value.Id.ShouldBe(byId.Value.Id);
        byName.ETag.ShouldBe(byId.ETag);
        gone.Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [Trait("criterion", "PRV-4")]
    [InlineData("Upper")]
    [InlineData("-a")]
    [InlineData("a--b")]
    [InlineData("a-")]
    [InlineData("a_b")]
    [InlineData("v1")]
    [InlineData("mcp")]
    [InlineData("api")]
    [InlineData("healthz")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234")]
    public async Task A_name_that_breaks_the_rule_is_refused(string name)
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync("POST", Path, $$"""{"name":"{{name}}","type":"openai","baseUrl":"https://api.example"}""");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Fields.ShouldBe(["name"]);
    }

    [Fact]
    [Trait("criterion", "PRV-4")]
    public async Task A_living_name_is_taken_and_a_deleted_one_is_free()
    {
        await using var plane = await ControlPlane.StartAsync();
        const string Body = """{"name":"main","type":"openai","baseUrl":"https://api.example"}""";
        await plane.Http.SendAsync("POST", Path, Body);

        var taken = await plane.Http.SendAsync("POST", Path, Body);
        await plane.Client.Providers.DeleteAsync("main");
        var free = await plane.Http.SendAsync("POST", Path, Body);

        taken.Status.ShouldBe(HttpStatusCode.Conflict);
        (taken.Code, taken.Fields.Single()).ShouldBe(("name_taken", "name"));
        free.Status.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [Trait("criterion", "PRV-5")]
    [InlineData("""{"name":"a","type":"openai"}""", "baseUrl")]
    [InlineData("""{"name":"a","type":"openai","baseUrl":"/v1"}""", "baseUrl")]
    [InlineData("""{"name":"a","type":"openai","baseUrl":"ftp://x.example"}""", "baseUrl")]
    [InlineData("""{"name":"a","type":"openai","baseUrl":"https://me:pw@x.example"}""", "baseUrl")]
    [InlineData("""{"name":"a","type":"openai","baseUrl":"https://x.example/#part"}""", "baseUrl")]
    [InlineData("""{"name":"a","type":"gemini","baseUrl":"https://x.example"}""", "type")]
    [InlineData("""{"name":"a","baseUrl":"https://x.example"}""", "type")]
    [InlineData("""{"name":"a","type":7,"baseUrl":"https://x.example"}""", "type")]
    public async Task A_field_that_can_not_be_is_named(string body, string field)
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync("POST", Path, body);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Fields.ShouldBe([field]);
    }

    [Fact]
    [Trait("criterion", "PRV-5")]
    public async Task All_faults_come_in_one_answer_and_nothing_is_written()
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync(
            "POST", Path, """{"name":"Bad","type":"openai","baseUrl":"nowhere","enabled":"yes","colour":"red","settings":{"timeouts":{"connect":"soon"},"region":"x"},"keys":[{"label":"x"},{"key":"  "}]}""");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.ContentType.ShouldBe("application/problem+json");
        answer.Fields.ShouldBe(
            ["settings.timeouts.connect", "settings.region", "enabled", "keys[0].key", "colour", "name", "baseUrl", "keys[1].key"], ignoreOrder: true);
        (await plane.Client.Providers.ListAsync()).Items.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-5")]
    public async Task The_type_of_a_provider_never_changes()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));

        var other = await plane.Http.SendAsync("PATCH", $"{Path}/main", """{"type":"anthropic"}""");
        var same = await plane.Http.SendAsync("PATCH", $"{Path}/main", """{"type":"openai"}""");

        other.Fields.ShouldBe(["type"]);
        same.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    [Trait("criterion", "PRV-7")]
    public async Task A_setting_that_is_unknown_or_of_another_type_is_refused()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Client.Providers.CreateAsync(new NewProvider("main", "openai", "https://api.example"));

        var unknown = await plane.Http.SendAsync("PATCH", $"{Path}/main", """{"settings":{"colour":"red"}}""");
        var foreign = await plane.Http.SendAsync("PATCH", $"{Path}/main", """{"settings":{"region":"eu-central-1","apiVersion":"2024-10-21"}}""");

        unknown.Fields.ShouldBe(["settings.colour"]);
        foreign.Fields.ShouldBe(["settings.region", "settings.apiVersion"], ignoreOrder: true);
    }

    [Fact]
    [Trait("criterion", "PRV-7")]
    public async Task Secret_settings_are_write_only()
    {
        await using var plane = await ControlPlane.StartAsync();
        const string Canary = "canary-secret-access-key-1234";
        var created = await plane.Http.SendAsync(
            "POST", Path, $$$"""{"name":"aws","type":"bedrock","settings":{"region":"eu-central-1","accessKeyId":"AKIA1","secretAccessKey":"{{{Canary}}}"}}""");

        var kept = await plane.Http.SendAsync("PATCH", $"{Path}/aws", """{"settings":{"region":"eu-west-1"}}""");
        var sentBack = await plane.Http.SendAsync("PATCH", $"{Path}/aws", kept.Text);
        var replaced = await plane.Http.SendAsync("PATCH", $"{Path}/aws", """{"settings":{"secretAccessKey":"another-canary-secret-99"}}""");
        var cleared = await plane.Http.SendAsync("PATCH", $"{Path}/aws", """{"settings":{"secretAccessKey":"","accessKeyId":null}}""");

        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        kept.Json.GetProperty("settings").ToString().ShouldBe("""{"region":"eu-west-1","accessKeyId":"AKIA1","secretAccessKey":{"set":true}}""");
        sentBack.Headers["ETag"].ShouldBe(kept.Headers["ETag"]);
        replaced.Headers["ETag"].ShouldNotBe(kept.Headers["ETag"]);
        replaced.Json.GetProperty("settings").GetProperty("secretAccessKey").ToString().ShouldBe("""{"set":true}""");
        cleared.Json.GetProperty("settings").ToString().ShouldBe("""{"region":"eu-west-1"}""");
        foreach (var answer in new[] { created, kept, sentBack, replaced, cleared })
        {
            answer.Text.ShouldNotContain("canary");
        }
    }

    [Theory]
    [Trait("criterion", "PRV-8")]
    [InlineData("""{"name":"aws","type":"bedrock","settings":{"region":"eu-central-1"},"keys":[{"key":"abcdefgh"}]}""", "keys")]
    [InlineData("""{"name":"aws","type":"bedrock"}""", "baseUrl")]
    [InlineData("""{"name":"aws","type":"bedrock","settings":{"region":"eu-central-1","accessKeyId":"AKIA1"}}""", "settings.secretAccessKey")]
    [InlineData("""{"name":"aws","type":"bedrock","settings":{"region":"eu-central-1","secretAccessKey":"abcdefghijk"}}""", "settings.accessKeyId")]
    public async Task Bedrock_has_rules_of_its_own(string body, string field)
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync("POST", Path, body);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
        answer.Fields.ShouldBe([field]);
    }
}
