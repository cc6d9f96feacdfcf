using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Configuration.Reloading;
using Switchyard.Model.Bundles;
using Switchyard.Model.Revisions;
using Switchyard.Model.Server;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>Who is let in, and with what.</summary>
public sealed class AdmissionTests
{
    private static readonly string Ping = Raw.Request("ping");

    [Theory]
    [InlineData("/mcp/team", null, 401)]
    [InlineData("/mcp/team", "sy_unknown", 401)]
    [InlineData("/mcp/other", McpNode.Key, 403)]
    [InlineData("/mcp/nothing", McpNode.Key, 404)]
    [InlineData("/mcp/team/more", McpNode.Key, 404)]
    [InlineData("/mcp/", McpNode.Key, 404)]
    [Trait("criterion", "BND-53")]
    public async Task Without_the_right_nobody_comes_in(string path, string? key, int status)
    {
        await using var node = await McpNode.StartAsync();
        foreach (var method in (HttpMethod[])[HttpMethod.Post, HttpMethod.Get, HttpMethod.Delete])
        {
            using var request = Raw.Post(new Uri(node.Address, path), Ping, key);
            request.Method = method;
            using var response = await node.SendAsync(request);
            ((int)response.StatusCode).ShouldBe(status);
            (await response.JsonAsync())["error"]!["data"]!["code"].ShouldNotBeNull();
            response.Headers.WwwAuthenticate.Count.ShouldBe(status == 401 ? 1 : 0);
        }
    }

    [Theory]
    [InlineData("Host", "rebound.example", "host_not_allowed")]
    [InlineData("Host", "10.1.2.3", "host_not_allowed")]
    [InlineData("Origin", "https://evil.example", "origin_not_allowed")]
    [InlineData("Origin", "null", "origin_not_allowed")]
    [InlineData("Origin", "http://127.0.0.1.evil.example", "origin_not_allowed")]
    [InlineData("Host", "LOCALHOST:1", null)]
    [InlineData("Host", "[::1]:80", null)]
    [InlineData("Host", "gateway.example:8443", null)]
    [InlineData("Origin", "http://localhost:6274", null)]
    [InlineData("Origin", "https://pages.example", null)]
    [Trait("criterion", "BND-53")]
    public async Task Pages_and_names_that_are_not_allowed_stay_out(string header, string value, string? code)
    {
        await using var node = await McpNode.StartAsync(options: new McpOptions { AllowedHosts = ["gateway.example"], AllowedOrigins = ["https://pages.example"] });
        using var response = await node.SendAsync(Raw.Post(node.Team, Raw.Request("initialize", new JsonObject { ["protocolVersion"] = Raw.Newest }), McpNode.Key, (header, value)));
        response.StatusCode.ShouldBe(code is null ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
        if (code is not null)
        {
            ((string?)(await response.JsonAsync())["error"]!["data"]!["code"]).ShouldBe(code);
        }
    }

    [Fact]
    [Trait("criterion", "BND-53")]
    public async Task Names_and_origins_of_the_configuration_hold_from_the_next_request_on()
    {
        await using var node = await McpNode.StartAsync(options: new McpOptions { AllowedHosts = ["gateway.example"] });
        var guard = node.Services.GetServices<IConfigurationConsumer>().Single();
        (await StatusAsync("Host", "other.example"), await StatusAsync("Origin", "https://pages.example")).ShouldBe((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden));

        await ApplyAsync(new McpSettings { AllowedHosts = ["other.example"], AllowedOrigins = ["https://pages.example/"] });
        (await StatusAsync("Host", "other.example"), await StatusAsync("Origin", "https://pages.example")).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK));
        (await StatusAsync("Host", "gateway.example")).ShouldBe(HttpStatusCode.OK, "what the process was started with holds besides");

        await ApplyAsync(McpSettings.Default);
        (await StatusAsync("Host", "other.example"), await StatusAsync("Origin", "https://pages.example")).ShouldBe((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden));

        async Task ApplyAsync(McpSettings settings)
        {
            var model = new ConfigurationModel { Epoch = Guid.Empty, Revision = 1, Hash = "", Server = ServerConfig.Default with { Mcp = settings } };
            using var change = await guard.PrepareAsync(model, current: null, Patience.Token);
            change.Commit();
        }

        async Task<HttpStatusCode> StatusAsync(string header, string value)
        {
            using var response = await node.SendAsync(Raw.Post(node.Team, Raw.Request("initialize", new JsonObject { ["protocolVersion"] = Raw.Newest }), McpNode.Key, (header, value)));
            return response.StatusCode;
        }
    }

    [Theory]
    [InlineData("Accept", "application/json", 406)]
    [InlineData("Accept", "text/event-stream", 406)]
    [InlineData("Accept", "text/html, image/*", 406)]
    [InlineData("Accept", "*/*", 400)]
    [InlineData("Accept", "application/*;q=0.5, text/*", 400)]
    public async Task What_the_protocol_does_not_have_is_refused(string header, string value, int status)
    {
        await using var node = await McpNode.StartAsync();
        using var request = Raw.Post(node.Team, Ping);
        using var response = await node.SendAsync(Raw.With(request, key: null, (header, value)));
        ((int)response.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task A_body_of_another_kind_is_refused()
    {
        await using var node = await McpNode.StartAsync();
        using var request = Raw.Post(node.Team, Ping);
        request.Content!.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
        using var response = await node.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);

        using var encoded = Raw.Post(node.Team, Ping);
        encoded.Content!.Headers.ContentEncoding.Add("gzip");
        using var unread = await node.SendAsync(encoded);
        unread.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);

        using var put = Raw.Post(node.Team, Ping);
        put.Method = HttpMethod.Put;
        using var refused = await node.SendAsync(put);
        refused.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        refused.Content.Headers.Allow.ShouldBe(["POST", "GET", "DELETE"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_long_is_refused_whether_it_says_so_or_not(bool says)
    {
        await using var node = await McpNode.StartAsync();
        using var request = Raw.Post(node.Team, Raw.Request("ping", new JsonObject { ["x"] = new string('x', 4 << 20) }));
        request.Headers.TransferEncodingChunked = !says;
        using var response = await node.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("", -32700)]
    [InlineData("{", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}""", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a__b","name":"c__d"}}""", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("17", -32600)]
    [InlineData("null", -32600)]
    [InlineData("""{"id":1,"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1.5,"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":[],"method":"ping"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":7}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", -32600)]
    public async Task What_is_no_message_is_refused(string body, int code)
    {
        await using var node = await McpNode.StartAsync();
        using var response = await node.SendAsync(Raw.Post(node.Team, body));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.JsonAsync()).Code().ShouldBe(code);
    }

    [Fact]
    public async Task Depth_is_bounded()
    {
        await using var node = await McpNode.StartAsync();
        using var response = await node.SendAsync(Raw.Post(node.Team, """{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":""" + new string('[', 100_000) + new string(']', 100_000) + "}}"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.JsonAsync()).Code().ShouldBe(-32700);
    }

    [Fact]
    public async Task A_body_that_breaks_its_framing_is_refused()
    {
        await using var node = await McpNode.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(node.Address.Host, node.Address.Port, Patience.Token);
        await client.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"POST /mcp/team HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {McpNode.Key}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), Patience.Token);
        using var reader = new StreamReader(client.GetStream());
        (await reader.ReadLineAsync(Patience.Token)).ShouldBe("HTTP/1.1 400 Bad Request");
    }
}
