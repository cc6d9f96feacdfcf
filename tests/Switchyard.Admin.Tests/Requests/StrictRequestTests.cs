using System.Net;
using Switchyard.Admin.Tests.Hosting;

namespace Switchyard.Admin.Tests.Requests;

public sealed class StrictRequestTests
{
    private const string Path = "/api/v1/providers";

    [Theory]
    [Trait("criterion", "CFG-65")]
    [InlineData("", "empty")]
    [InlineData("{\"name\":", "line 1")]
    [InlineData("{\n \"name\": \"sk-canary\" oops}", "line 2")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", "twice")]
    [InlineData("{\"name\":\"a\",}", "line 1")]
    public async Task Malformed_json_is_refused_with_its_place_and_without_its_text(string body, string place)
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync("POST", Path, body);

        (answer.Status, answer.Code, answer.ContentType).ShouldBe((HttpStatusCode.BadRequest, "malformed_json", "application/problem+json"));
        answer.Json.GetProperty("detail").GetString()!.ShouldContain(place);
        answer.Text.ShouldNotContain("canary");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    public async Task A_body_that_is_no_object_is_refused(string body)
    {
        await using var plane = await ControlPlane.StartAsync();

        (await plane.Http.SendAsync("POST", Path, body)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    [Trait("criterion", "CFG-65")]
    public async Task A_body_over_a_mebibyte_is_413_whether_or_not_its_length_is_told()
    {
        await using var plane = await ControlPlane.StartAsync();
        var body = $$"""{"name":"{{new string('x', 1 << 20)}}"}""";

        var told = await plane.Http.SendAsync("POST", Path, body);
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(body, null, "application/json") };
        request.Headers.TransferEncodingChunked = true;
        using var chunked = await plane.Http.SendAsync(request, TestContext.Current.CancellationToken);

        (told.Status, told.Code).ShouldBe((HttpStatusCode.RequestEntityTooLarge, "body_too_large"));
        chunked.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [Trait("criterion", "CFG-65")]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_content_type_is_415(string contentType)
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync("POST", Path, "{}", contentType);

        (answer.Status, answer.Code).ShouldBe((HttpStatusCode.UnsupportedMediaType, "unsupported_media_type"));
    }

    [Theory]
    [InlineData("GET", "/api/v1/nowhere", HttpStatusCode.NotFound, "unknown_route")]
    [InlineData("PUT", "/api/v1/providers", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    public async Task What_routing_refuses_is_a_problem_too(string method, string path, HttpStatusCode status, string code)
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync(method, path);

        (answer.Status, answer.Code, answer.ContentType).ShouldBe((status, code, "application/problem+json"));
        answer.Headers["X-Switchyard-Error"].ShouldBe(code);
    }

    [Theory]
    [InlineData("/api/v1/providers?limit=0", "limit")]
    [InlineData("/api/v1/providers?limit=1001", "limit")]
    [InlineData("/api/v1/providers?cursor=nonsense", "cursor")]
    [InlineData("/api/v1/providers?colour=red", "colour")]
    [InlineData("/api/v1/rollout?wait=soon", "wait")]
    [InlineData("/api/v1/rollout?revision=-1", "revision")]
    [InlineData("/api/v1/audit?from=yesterday", "from")]
    [InlineData("/api/v1/audit?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "to")]
    public async Task A_wrong_or_unknown_query_parameter_is_named(string path, string field)
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync("GET", path);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Fields.ShouldBe([field]);
    }

    [Fact]
    [Trait("criterion", "CFG-69")]
    public async Task An_unknown_host_is_421_and_known_ones_are_served()
    {
        await using var plane = await ControlPlane.StartAsync();

        foreach (var host in new[] { "evil.example", "127.0.0.1.evil.example", "10.1.2.3", "" })
        {
            var answer = await plane.Http.SendAsync("GET", Path, headers: ("Host", host.Length == 0 ? "[::2]" : host));
            ((int)answer.Status, answer.Code).ShouldBe((421, "unknown_host"), host);
        }

        foreach (var host in new[] { "localhost", "127.0.0.1:8081", "[::1]", "switchyard.test", "SWITCHYARD.test:8081" })
        {
            (await plane.Http.SendAsync("GET", Path, headers: ("Host", host))).Status.ShouldBe(HttpStatusCode.OK, host);
        }
    }

    [Fact]
    public async Task No_answer_allows_another_origin()
    {
        await using var plane = await ControlPlane.StartAsync();

        var answer = await plane.Http.SendAsync("GET", Path, headers: ("Origin", "https://evil.example"));

        answer.Headers.Keys.ShouldNotContain(name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        answer.Headers["Cache-Control"].ShouldBe("no-store");
    }

    [Fact]
    public async Task A_known_version_is_not_sent_again()
    {
        await using var plane = await ControlPlane.StartAsync();
        await plane.Http.SendAsync("POST", Path, """{"name":"main","type":"openai","baseUrl":"https://api.example"}""");

        (await plane.Http.SendAsync("GET", $"{Path}/main", headers: ("If-None-Match", "\"v1\""))).Status.ShouldBe(HttpStatusCode.NotModified);
    }
}
