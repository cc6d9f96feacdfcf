using System.Net;
using System.Net.Http.Headers;
using Switchyard.Admin.Client.Operators;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Testing.Archives;
using Switchyard.Testing.Runs;

namespace Switchyard.Admin.Tests.Bundles;

public sealed class ArchiveTests
{
    private const string Archives = "/api/v1/workspaces/web/archives";
    private const string Bundles = "/api/v1/workspaces/web/bundles";
    private const string Manifest = """
        {"manifest_version":"0.3","name":"files","version":"1.2.0","display_name":"Files","server":{"type":"node","entry_point":"s.js","mcp_config":{"command":"node","args":["${__dirname}/s.js","${user_config.dirs}"],"env":{"KEY":"${user_config.key}"}}},
         "user_config":{"dirs":{"type":"directory","multiple":true,"required":true},"key":{"type":"string","sensitive":true,"default":"canary-default"},"size":{"type":"number","max":9,"default":4}}}
        """;

    [Fact]
    [Trait("criterion", "BND-5")]
    [Trait("criterion", "BND-10")]
    public async Task An_archive_is_uploaded_once_and_a_bundle_is_defined_with_its_hash()
    {
        await using var plane = await StartAsync();
        var archive = Build(Manifest);

        var stored = await UploadAsync(plane.Http, archive);
        stored.Status.ShouldBe(HttpStatusCode.Created, stored.Text);
        (stored.Json.GetProperty("archive").GetString(), stored.Json.GetProperty("size").GetInt64()).ShouldBe((McpbFile.HashOf(archive), archive.Length));
        stored.Text.ShouldNotContain("canary-default");
        (await UploadAsync(plane.Http, archive)).Status.ShouldBe(HttpStatusCode.OK);
        (await plane.QueryAsync<string>("select entity_id from audit_entries where action = 'bundle_archive.upload'")).ShouldBe([McpbFile.HashOf(archive)]);
        stored.Headers["X-Switchyard-Revision"].ShouldBe("1", "it is no revision");

        var created = await plane.Http.SendAsync("POST", Bundles, $$"""{"name":"files","type":"mcpb","archive":"{{McpbFile.HashOf(archive)}}"}""");
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        (created.Json.GetProperty("state").GetString(), created.Json.GetProperty("reason").GetString(), created.Json.GetProperty("lastError").GetString()).ShouldBe(("stopped", "settings_missing", "Needs dirs."));
        (created.Json.GetProperty("command").GetString(), created.Json.GetProperty("args")[0].GetString(), created.Json.GetProperty("credentials")[0].GetProperty("name").GetString())
            .ShouldBe(("node", "${__dirname}/s.js", "key"));
        created.Text.ShouldNotContain("canary-default");
        (await plane.QueryAsync<string>("select detail_json from audit_entries where action = 'bundle.create'")).ShouldHaveSingleItem().ShouldContain("[\"node\",");

        var set = await plane.Http.SendAsync("PATCH", $"{Bundles}/files", """{"settings":{"dirs":["/srv"]}}""");
        (set.Status, set.Json.GetProperty("reason").GetString(), set.Json.GetProperty("settings").GetRawText()).ShouldBe((HttpStatusCode.OK, "installed", """{"dirs":["/srv"]}"""));
        (await plane.Http.SendAsync("PUT", $"{Bundles}/files/credentials?wait=0s", """{"key":"canary-key"}""")).Status.ShouldBe(HttpStatusCode.Accepted);

        var shown = await plane.Http.SendAsync("GET", $"{Bundles}/files");
        (await plane.Http.SendAsync("PATCH", $"{Bundles}/files", $$"""{"manifest":{"name":"evil"},"displayName":"Mine"}""")).Json.GetProperty("manifest").GetProperty("name").GetString().ShouldBe("files", "a manifest comes from nowhere but its archive");
        shown.Json.GetProperty("manifest").GetProperty("fields")[2].GetProperty("default").GetInt32().ShouldBe(4);
    }

    [Fact]
    [Trait("criterion", "BND-5")]
    public async Task Another_archive_is_another_definition_that_keeps_what_is_set()
    {
        await using var plane = await StartAsync();
        var (first, second) = (Build(Manifest), Build(Manifest.Replace("1.2.0", "2.0.0", StringComparison.Ordinal).Replace("\"max\":9", "\"max\":5", StringComparison.Ordinal)));
        await UploadAsync(plane.Http, first);
        await UploadAsync(plane.Http, second);
        await plane.Http.SendAsync("POST", Bundles, $$"""{"name":"files","type":"mcpb","archive":"{{McpbFile.HashOf(first)}}","settings":{"dirs":"/srv","size":8} }""");

        var refused = await plane.Http.SendAsync("PATCH", $"{Bundles}/files", $$"""{"archive":"{{McpbFile.HashOf(second)}}"}""");
        (refused.Status, string.Join(' ', refused.Fields)).ShouldBe((HttpStatusCode.UnprocessableEntity, "settings.size"));
        var changed = await plane.Http.SendAsync("PATCH", $"{Bundles}/files", $$"""{"archive":"{{McpbFile.HashOf(second)}}","settings":{"size":5} }""");
        (changed.Status, changed.Json.GetProperty("manifest").GetProperty("version").GetString(), changed.Json.GetProperty("settings").GetRawText())
            .ShouldBe((HttpStatusCode.OK, "2.0.0", """{"dirs":["/srv"],"size":5}"""));

        (await plane.Http.SendAsync("POST", "/api/v1/config/revisions/2/rollback")).Status.ShouldBe(HttpStatusCode.OK);
        (await plane.Http.SendAsync("GET", $"{Bundles}/files")).Json.GetProperty("manifest").GetProperty("version").GetString().ShouldBe("1.2.0");

        var process = await plane.Http.SendAsync("PATCH", $"{Bundles}/files", """{"type":"stdio","command":"c"}""");
        (process.Status, process.Json.TryGetProperty("archive", out var gone) && gone.ValueKind != System.Text.Json.JsonValueKind.Null).ShouldBe((HttpStatusCode.OK, false));
    }

    [Theory]
    [InlineData("""{"name":"a","type":"mcpb"}""", "archive")]
    [InlineData("""{"name":"a","type":"mcpb","archive":"nothing"}""", "archive")]
    [InlineData("""{"name":"a","type":"mcpb","archive":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}""", "archive")]
    [InlineData("""{"name":"a","type":"mcpb","archive":"{hash}","settings":{"dirs":["rel"],"key":"k","other":1},"command":"sh"}""", "command settings.dirs settings.key settings.other")]
    public async Task A_definition_that_can_not_be_is_refused_with_every_path(string body, string fields)
    {
        await using var plane = await StartAsync();
        var archive = Build(Manifest);
        await UploadAsync(plane.Http, archive);

        var refused = await plane.Http.SendAsync("POST", Bundles, body.Replace("{hash}", McpbFile.HashOf(archive), StringComparison.Ordinal));

        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, refused.Text);
        string.Join(' ', refused.Fields.Order(StringComparer.Ordinal)).ShouldBe(fields);
    }

    [Fact]
    public async Task An_archive_that_must_not_be_is_refused_with_every_fault_and_nothing_of_it_is_kept()
    {
        await using var plane = await StartAsync();

        var hostile = await UploadAsync(plane.Http, McpbFile.Plain().Add("../evil", "x").Add("link", "/etc", 0xA1FF).Build());
        (hostile.Status, hostile.Code, string.Join(' ', hostile.Fields)).ShouldBe((HttpStatusCode.UnprocessableEntity, "invalid_archive", "../evil link"));
        (await UploadAsync(plane.Http, "no archive"u8.ToArray())).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await UploadAsync(plane.Http, new byte[ArchiveLimits.MaxBytes + 1])).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await plane.Http.SendAsync("POST", Archives, "{}")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await UploadAsync(plane.Http, Build(Manifest), "/api/v1/workspaces/none/archives")).Status.ShouldBe(HttpStatusCode.NotFound);
        var operating = await plane.Client.Operators.CreateAsync(new NewOperator("operating", "operator"));
        using var http = new HttpClient { BaseAddress = plane.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", operating.Value!.Secret);
        (await UploadAsync(http, Build(Manifest))).Status.ShouldBe(HttpStatusCode.Forbidden, "what it has runs on nodes");
        (await plane.QueryAsync<string>("select hash from bundle_archives")).ShouldBeEmpty();
    }

    private static byte[] Build(string manifest) => new McpbFile().Add("manifest.json", manifest).Add("s.js", "x").Build();

    private static async Task<RawAnswer> UploadAsync(HttpClient http, byte[] archive, string path = Archives)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(archive) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } } };

        // What is too long is refused before it is sent.
        request.Headers.ExpectContinue = archive.Length > ArchiveLimits.MaxBytes;
        using var response = await http.SendAsync(request, Patience.Token);
        return new RawAnswer(
            response.StatusCode, await response.Content.ReadAsStringAsync(Patience.Token), response.Content.Headers.ContentType?.MediaType, response.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value)));
    }

    private static async Task<ControlPlane> StartAsync()
    {
        var plane = await ControlPlane.StartAsync(new ControlPlaneParts());
        (await plane.Http.SendAsync("POST", "/api/v1/workspaces", """{"name":"web"}""")).Status.ShouldBe(HttpStatusCode.Created);
        return plane;
    }
}
