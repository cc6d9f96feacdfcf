using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Sessions;

/// <summary>Remote servers of protocol 2024-11-05: one stream of events, and an address to post to.</summary>
public sealed class SseTests : IAsyncLifetime
{
    private readonly ServerRig _rig = new();
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private RemoteToy _toy = null!;

    private string Endpoint { get; set; } = "/messages?session=1";

    public async ValueTask InitializeAsync()
    {
        _toy = await RemoteToy.StartAsync();
        _toy.Before = HandleAsync;
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        await _toy.DisposeAsync();
    }

    [Fact]
    public async Task It_is_spoken_and_changes_of_lists_are_heard()
    {
        var server = await _rig.StartAsync(Bundle());

        (await server.RequestAsync("x/echo", new JsonObject { ["a"] = 1 }, null, Patience.Token))!.ToJsonString().ShouldBe("""{"a":1}""");
        _tools = """[{"name":"other"}]""";
        _events.Writer.TryWrite("""{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}""");

        await _rig.Observer.ChangeAsync();
        server.Tools.ShouldHaveSingleItem().Name.ShouldBe("other");
        _toy.Requests.ShouldAllBe(static seen => seen.Headers["Authorization"] == "canary");
        _toy.Requests.Where(static seen => seen.Method == "POST").ShouldAllBe(static seen => seen.Path == "/messages");
        await server.StopAsync(StopMode.Orderly);
        (await server.Ended).Cause.ShouldBe(ServerEndCause.Stopped);
    }

    [Fact]
    [Trait("criterion", "BND-38")]
    public async Task The_end_of_the_stream_is_the_end_of_the_server()
    {
        var server = await _rig.StartAsync(Bundle());
        var call = server.RequestAsync("never/answered", null, null, Patience.Token);
        await _toy.SeenAsync(static seen => seen.Call == "never/answered");

        _events.Writer.Complete();

        (await Should.ThrowAsync<ServerLostException>(call)).WasWritten.ShouldBeTrue();
        (await server.Ended.WaitAsync(Patience.Token)).Cause.ShouldBe(ServerEndCause.Lost);
    }

    [Fact]
    [Trait("criterion", "BND-46")]
    public async Task Another_origin_gets_nothing()
    {
        await using var elsewhere = await RemoteToy.StartAsync();
        Endpoint = elsewhere.Url.ToString();

        var failure = await Should.ThrowAsync<ServerStartException>(() => _rig.StartAsync(Bundle()));

        failure.Message.ShouldBe("The server wants its messages sent to another origin, which is refused.");
        elsewhere.Requests.ShouldBeEmpty();
    }

    private string _tools = """[{"name":"one"}]""";

    private BundleConfig Bundle()
    {
        var bundle = _toy.Bundle(BundleType.Sse);
        return bundle with { Definition = bundle.Definition with { Credentials = [new CredentialField { Name = "key", Header = "Authorization", Default = new Secret("canary") }] } };
    }

    private async Task<bool> HandleAsync(HttpContext context, JsonObject? message)
    {
        if (context.Request.Method == "GET")
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync($"event: endpoint\ndata: {Endpoint}\n\n");
            await context.Response.Body.FlushAsync();
            try
            {
                await foreach (var each in _events.Reader.ReadAllAsync(context.RequestAborted))
                {
                    await context.Response.WriteAsync($"data: {each}\n\n");
                    await context.Response.Body.FlushAsync();
                }
            }
            catch (OperationCanceledException)
            {
                // The client has gone.
            }

            return true;
        }

        context.Response.StatusCode = 202;
        JsonNode? result = (string?)message!["method"] switch
        {
            "initialize" => new JsonObject { ["protocolVersion"] = "2024-11-05", ["capabilities"] = new JsonObject { ["tools"] = new JsonObject { ["listChanged"] = true } } },
            "tools/list" => new JsonObject { ["tools"] = JsonNode.Parse(_tools) },
            "x/echo" => message["params"]!.DeepClone(),
            _ => null,
        };
        if (result is not null)
        {
            _events.Writer.TryWrite(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = message["id"]!.DeepClone(), ["result"] = result }.ToJsonString());
        }

        return true;
    }
}
