using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Sessions.Clients;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Bundles.Sessions.Transports;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Sessions;

/// <summary>Remote servers over streamable HTTP.</summary>
public sealed class HttpTests : IAsyncLifetime
{
    private readonly ServerRig _rig = new();
    private RemoteToy _toy = null!;

    public async ValueTask InitializeAsync() => _toy = await RemoteToy.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        await _toy.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answers_come_as_JSON_or_as_events_and_are_not_changed(bool streams)
    {
        _toy.Streams = streams;
        var server = await _rig.StartAsync(_toy.Bundle());
        List<string> progress = [];

        var result = await server.RequestAsync("x/echo", (JsonObject)JsonNode.Parse("""{"a":12345678901234567890.10,"b":{"unknown":"ü"}}""")!, seen => progress.Add(seen.ToJsonString()), Patience.Token);

        ((JsonObject)result!).Remove("_meta");
        result.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).ShouldBe("""{"a":12345678901234567890.10,"b":{"unknown":"ü"}}""");
        progress.ShouldBe(streams ? ["""{"progress":1}"""] : []);
        server.Tools.ShouldHaveSingleItem().Name.ShouldBe("echo");
    }

    [Fact]
    public async Task A_session_is_kept_and_closed()
    {
        _toy.Session = "session-1";
        var server = await _rig.StartAsync(_toy.Bundle());

        await ServerRig.CallAsync(server, "echo");
        await server.StopAsync(StopMode.Orderly);

        var calls = _toy.Requests.Where(static seen => seen.Method == "POST").ToList();
        calls[0].Headers.Keys.ShouldNotContain("Mcp-Session-Id");
        calls[0].Headers.Keys.ShouldNotContain("MCP-Protocol-Version");
        calls[0].Headers["Accept"].ShouldBe("application/json, text/event-stream");
        calls[0].Headers["Content-Type"].ShouldBe("application/json");
        foreach (var call in calls.Skip(1))
        {
            call.Headers["Mcp-Session-Id"].ShouldBe("session-1");
            call.Headers["MCP-Protocol-Version"].ShouldBe("2025-11-25");
        }

        _toy.Requests.Last().Method.ShouldBe("DELETE");
        (await server.Ended).Cause.ShouldBe(ServerEndCause.Stopped);
    }

    [Fact]
    [Trait("criterion", "BND-43")]
    public async Task A_session_that_is_forgotten_is_lost_and_the_request_may_be_sent_again()
    {
        _toy.Session = "session-1";
        var server = await _rig.StartAsync(_toy.Bundle());
        _toy.Before = static (context, _) =>
        {
            context.Response.StatusCode = context.Request.Method == "POST" ? 404 : 405;
            return Task.FromResult(true);
        };

        var lost = await Should.ThrowAsync<ServerLostException>(() => ServerRig.CallAsync(server, "echo"));

        lost.WasWritten.ShouldBeFalse();

        (await server.Ended.WaitAsync(Patience.Token)).Cause.ShouldBe(ServerEndCause.Lost);
    }

    [Fact]
    public async Task What_the_server_says_unasked_is_heard_and_answered_and_a_stream_that_ends_is_opened_again()
    {
        _toy.OffersListening = true;
        var server = await _rig.StartAsync(_toy.Bundle());
        await _toy.SeenAsync(static seen => seen.Method == "GET");

        _toy.Say("""{"jsonrpc":"2.0","id":"q-1","method":"ping"}""");
        var answer = await _toy.SeenAsync(static seen => seen.Message is { } message && (message["id"]?.ToString() == "q-1"));
        answer.Message!["result"]!.ToJsonString().ShouldBe("{}");
        _toy.HangUp();
        await _rig.Time.WhenArmedAsync(TimeSpan.FromSeconds(1)).WaitAsync(Patience.Token);
        _toy.Tools = """[{"name":"other"}]""";
        _rig.Time.Advance(TimeSpan.FromSeconds(1));
        _toy.Say("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}""");

        await _rig.Observer.ChangeAsync();
        server.Tools.ShouldHaveSingleItem().Name.ShouldBe("other");
    }

    [Theory]
    [Trait("criterion", "BND-43")]
    [InlineData(429, "The server answered 429 Too Many Requests.")]
    [InlineData(500, "The server answered 500 Internal Server Error.")]
    [InlineData(401, "The server answered 401 Unauthorized.")]
    public async Task A_refusal_is_the_callers_and_the_server_stays(int status, string message)
    {
        var server = await _rig.StartAsync(_toy.Bundle());
        _toy.Before = (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.FromResult(true);
        };

        var error = await Should.ThrowAsync<ServerErrorException>(() => ServerRig.CallAsync(server, "echo"));

        error.Message.ShouldBe(message);
        ((int)error.ErrorData!["status"]!).ShouldBe(status);
        server.Ended.IsCompleted.ShouldBeFalse();
        _toy.Before = static (_, _) => Task.FromResult(false);
        await ServerRig.CallAsync(server, "echo");
    }

    [Fact]
    [Trait("criterion", "BND-46")]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await RemoteToy.StartAsync();
        _toy.Before = (context, _) =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = elsewhere.Url.ToString();
            return Task.FromResult(true);
        };

        var failure = await Should.ThrowAsync<ServerStartException>(() => _rig.StartAsync(WithCredential(_toy.Bundle())));

        failure.Message.ShouldContain("The server redirects (307), which is not followed.");
        elsewhere.Requests.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "BND-46")]
    public async Task Headers_and_credentials_go_to_the_server()
    {
        await _rig.StartAsync(WithCredential(_toy.Bundle()));

        _toy.Requests.ShouldAllBe(static seen => seen.Headers["Authorization"] == "Bearer canary-ü" && seen.Headers["X-Team"] == "blue");
    }

    [Theory]
    [Trait("criterion", "BND-46")]
    [InlineData("http://127.0.0.1:9/mcp", false, "The address of the server is plain http, which needs 'insecure: true'.")]
    [InlineData("ftp://127.0.0.1/mcp", true, "The address of the server is not an http or https URL.")]
    [InlineData("no address", true, "The address of the server is not an http or https URL.")]
    public async Task An_address_that_may_not_be_used_is_refused(string url, bool insecure, string message)
    {
        var failure = await Should.ThrowAsync<ServerStartException>(() => _rig.StartAsync(ServerRig.Of(new BundleDefinition { Type = BundleType.Http, Url = url, Insecure = insecure })));

        failure.Step.ShouldBe(ServerStep.Spawn);
        failure.Message.ShouldBe(message);
    }

    [Fact]
    public async Task A_credential_with_the_end_of_a_line_is_refused()
    {
        var bundle = WithCredential(_toy.Bundle(), "a\r\nX-Other: b");

        (await Should.ThrowAsync<ServerStartException>(() => _rig.StartAsync(bundle))).Message.ShouldBe("The credential of the header 'Authorization' contains control characters, such as the end of a line.");
        _toy.Requests.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "BND-46")]
    public async Task Every_connection_is_opened_by_what_was_passed_in()
    {
        await using var rig = new ServerRig(new RemoteSettings(static (context, _) => throw new IOException($"{context.DnsEndPoint.Host} may not be dialled")));

        var failure = await Should.ThrowAsync<ServerStartException>(() => rig.StartAsync(_toy.Bundle()));

        failure.Step.ShouldBe(ServerStep.Spawn);
        failure.Message.ShouldBe("The server can not be reached: 127.0.0.1 may not be dialled");
        _toy.Requests.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "BND-43")]
    public async Task A_message_that_found_no_connection_does_not_count_as_begun()
    {
        var definition = _toy.Bundle().Definition;
        var address = RemoteAddress.Of(definition, []);
        var connections = new RemoteConnections(address, static (_, _) => throw new IOException("refused"), definition.Limits.Line);
        var transport = new HttpTransport(address, connections, definition.Limits.Line, _rig.Time, NullLogger.Instance);
        var message = new OutgoingMessage(MessageWriter.Request(1, "tools/call", [], false, null)) { Id = 1, Method = "tools/call" };

        await Should.ThrowAsync<ServerLostException>(() => transport.SendAsync(message, Patience.Token));

        message.HasBegun.ShouldBeFalse();
        (await transport.Ended).Cause.ShouldBe(ServerEndCause.Lost);
        await transport.StopAsync(StopMode.Now);
    }

    [Fact]
    [Trait("criterion", "BND-46")]
    public async Task A_server_that_does_not_answer_is_given_up_after_15_s()
    {
        _toy.Before = static async (context, _) =>
        {
            await RemoteToy.AbortedAsync(context);
            return true;
        };
        var start = _rig.StartAsync(_toy.Bundle());
        await _toy.SeenAsync(static seen => seen.Call == "initialize");

        _rig.Time.Advance(TimeSpan.FromSeconds(15));

        (await Should.ThrowAsync<ServerStartException>(start)).Message.ShouldBe("The server was not ready within 15 s; it did not get beyond the handshake.");
    }

    [Fact]
    [Trait("criterion", "BND-38")]
    public async Task A_server_that_has_gone_is_lost()
    {
        var server = await _rig.StartAsync(_toy.Bundle());
        await _toy.DisposeAsync();

        var lost = await Should.ThrowAsync<ServerLostException>(() => ServerRig.CallAsync(server, "echo"));

        lost.WasWritten.ShouldBeFalse();
        (await server.Ended.WaitAsync(Patience.Token)).Cause.ShouldBe(ServerEndCause.Lost);
        (await Should.ThrowAsync<ServerLostException>(() => ServerRig.CallAsync(server, "echo"))).WasWritten.ShouldBeFalse();
    }

    [Theory]
    [Trait("criterion", "BND-35")]
    [InlineData("application/json")]
    [InlineData("text/event-stream")]
    public async Task An_answer_without_end_is_not_held(string type)
    {
        var bundle = _toy.Bundle();
        var server = await _rig.StartAsync(bundle with { Definition = bundle.Definition with { Limits = BundleLimits.Default with { Line = 1 << 20 } } });
        _toy.Before = async (context, _) =>
        {
            context.Response.ContentType = type;
            var chunk = new string('x', 1 << 16);
            await context.Response.WriteAsync("data: ");
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(chunk);
            }

            return true;
        };

        var lost = await Should.ThrowAsync<ServerLostException>(() => ServerRig.CallAsync(server, "echo"));

        lost.Message.ShouldContain("1048576 bytes");
        lost.WasWritten.ShouldBeTrue();
        server.Ended.IsCompleted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("application/json", "{\"jsonrpc\":\"2.0\",")]
    [InlineData("text/event-stream", ": nothing\n\n")]
    public async Task An_answer_that_ends_early_fails_its_request_alone(string type, string body)
    {
        var server = await _rig.StartAsync(_toy.Bundle());
        _toy.Before = async (context, message) =>
        {
            if ((string?)message?["method"] != "tools/call")
            {
                return false;
            }

            context.Response.ContentType = type;
            await context.Response.WriteAsync(body);
            return true;
        };

        (await Should.ThrowAsync<ServerLostException>(() => ServerRig.CallAsync(server, "echo"))).WasWritten.ShouldBeTrue();

        (await server.RequestAsync("x/echo", new JsonObject { ["a"] = 1 }, null, Patience.Token))!.ToJsonString().ShouldBe("""{"a":1}""");
    }

    [Theory]
    [Trait("criterion", "BND-59")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_is_given_up_is_cancelled_at_the_server(bool stateless)
    {
        _toy.IsStateless = stateless;
        var closed = new TaskCompletionSource();
        var server = await _rig.StartAsync(_toy.Bundle());
        _toy.Before = async (context, message) =>
        {
            if ((string?)message?["method"] != "tools/call")
            {
                return false;
            }

            await RemoteToy.AbortedAsync(context);
            closed.TrySetResult();
            return true;
        };
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Patience.Token);
        var call = ServerRig.CallAsync(server, "echo", cancellationToken: caller.Token);
        var sent = await _toy.SeenAsync(static seen => seen.Call == "tools/call");

        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
        await closed.Task.WaitAsync(Patience.Token);
        if (stateless)
        {
            _toy.Requests.ShouldNotContain(static seen => seen.Call == "notifications/cancelled", "closing the answer says it");
        }
        else
        {
            var cancelled = await _toy.SeenAsync(static seen => seen.Call == "notifications/cancelled");
            ((long)cancelled.Message!["params"]!["requestId"]!).ShouldBe((long)sent.Message!["id"]!);
        }
    }

    [Fact]
    [Trait("criterion", "BND-54")]
    public async Task A_stateless_server_gets_headers_that_repeat_the_request()
    {
        _toy.IsStateless = true;
        _toy.Tools = """
            [{"name":"query ü","inputSchema":{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"},"deep":{"type":"object","properties":{"n":{"type":"integer","x-mcp-header":"N"}}},"absent":{"type":"boolean","x-mcp-header":"Absent"}}}},
             {"name":"broken","inputSchema":{"type":"object","properties":{"a":{"type":"array","items":{"type":"string","x-mcp-header":"A"}}}}},
             {"name":"twice","inputSchema":{"type":"object","properties":{"a":{"type":"string","x-mcp-header":"A"},"b":{"type":"string","x-mcp-header":"a"}}}}]
            """;
        var server = await _rig.StartAsync(_toy.Bundle());

        await ServerRig.CallAsync(server, "query ü", (JsonObject)JsonNode.Parse("""{"region":" west","deep":{"n":42}}""")!);

        server.Tools.ShouldHaveSingleItem().Name.ShouldBe("query ü");
        await _rig.Observer.LineAsync("The tool 'broken' is left out");
        await _rig.Observer.LineAsync("The tool 'twice' is left out");
        var headers = (await _toy.SeenAsync(static seen => seen.Call == "tools/call")).Headers;
        headers["MCP-Protocol-Version"].ShouldBe("2026-07-28");
        headers["Mcp-Method"].ShouldBe("tools/call");
        headers["Mcp-Name"].ShouldBe("=?base64?cXVlcnkgw7w=?=");
        headers["Mcp-Param-Region"].ShouldBe("=?base64?IHdlc3Q=?=");
        headers["Mcp-Param-N"].ShouldBe("42");
        headers.Keys.ShouldNotContain("Mcp-Param-Absent");
        _toy.Requests.ShouldNotContain(static seen => seen.Method == "GET");
        _toy.Requests.Where(static seen => seen.Call != "initialize").ShouldAllBe(static seen => seen.Headers["MCP-Protocol-Version"] == "2026-07-28" && seen.Headers["Mcp-Method"] == seen.Call);
    }

    private static BundleConfig WithCredential(BundleConfig bundle, string value = "Bearer canary-ü") => bundle with
    {
        Definition = bundle.Definition with
        {
            Headers = new Dictionary<string, string> { ["X-Team"] = "blue", ["Authorization"] = "of the definition" },
            Credentials = [new CredentialField { Name = "key", Header = "Authorization", Default = new Secret(value) }],
        },
    };
}
