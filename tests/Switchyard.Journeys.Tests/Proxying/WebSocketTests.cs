using System.Net;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Switchyard.Journeys.Tests.Proxying;

/// <summary>WebSockets in decrypted tunnels: carried where the provider passes their path through, ended with the access of whoever opened them.</summary>
public sealed class WebSocketTests : IAsyncLifetime
{
    private ProxyYard _yard = null!;
    private WebApplication _upstream = null!;

    private string? Credential { get; set; }

    public async ValueTask InitializeAsync()
    {
        _yard = await ProxyYard.StartAsync();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _upstream = builder.Build();
        _upstream.UseWebSockets();
        _upstream.Run(EchoAsync);
        await _upstream.StartAsync(ProxyYard.Ending);
        var port = new Uri(_upstream.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        await _yard.SendAsync(HttpMethod.Post, "/providers?wait=30s", new
        {
            name = "live", type = "openai", baseUrl = $"http://live.example:{port}", settings = new { passthrough = new[] { "/v1/realtime" } }, keys = new[] { new { key = ProxyYard.UpstreamKey } },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _yard.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_socket_is_carried_with_the_providers_credential()
    {
        using var socket = await ConnectAsync("/v1/realtime?model=x");

        (await SayAsync(socket, "hello")).ShouldBe("hello of /v1/realtime?model=x");
        (await SayAsync(socket, new string('x', 100_000))).Length.ShouldBeGreaterThan(100_000);
        Credential.ShouldBe($"Bearer {ProxyYard.UpstreamKey}");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", ProxyYard.Ending);
        socket.CloseStatus.ShouldBe(WebSocketCloseStatus.NormalClosure);
    }

    [Theory]
    [InlineData("/v1/elsewhere", HttpStatusCode.NotFound)]
    [InlineData("/v1/responses", HttpStatusCode.UpgradeRequired)]
    public async Task A_path_that_takes_none_says_so(string path, HttpStatusCode status)
    {
        using var socket = new ClientWebSocket();

        await Should.ThrowAsync<WebSocketException>(() => ConnectAsync(socket, path));

        socket.HttpStatusCode.ShouldBe(status);
    }

    [Fact]
    public async Task A_socket_ends_with_the_key_that_opened_it()
    {
        using var socket = await ConnectAsync("/v1/realtime");
        await SayAsync(socket, "hello");

        await _yard.SendAsync(HttpMethod.Delete, $"/access-keys/{_yard.AccessKeyId}?wait=30s");

        await Should.ThrowAsync<WebSocketException>(async () => await socket.ReceiveAsync(new byte[16], ProxyYard.Ending));
    }

    private static async Task<string> SayAsync(ClientWebSocket socket, string text)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, ProxyYard.Ending);
        using var heard = new MemoryStream();
        var buffer = new byte[16 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer, ProxyYard.Ending);
            heard.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return Encoding.UTF8.GetString(heard.ToArray());
    }

    private async Task<ClientWebSocket> ConnectAsync(string path)
    {
        var socket = new ClientWebSocket();
        await ConnectAsync(socket, path);
        return socket;
    }

    private async Task ConnectAsync(ClientWebSocket socket, string path)
    {
        socket.Options.CollectHttpResponseDetails = true;
        using var client = new HttpMessageInvoker(_yard.Handler(), disposeHandler: false);
        await socket.ConnectAsync(new Uri("wss://live.example" + path), client, ProxyYard.Ending);
    }

    private async Task EchoAsync(HttpContext context)
    {
        Credential = context.Request.Headers.Authorization;
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } part)
            {
                await socket.SendAsync(buffer.AsMemory(0, part.Count), WebSocketMessageType.Text, endOfMessage: false, context.RequestAborted);
                if (part.EndOfMessage)
                {
                    await socket.SendAsync(Encoding.UTF8.GetBytes($" of {context.Request.Path}{context.Request.QueryString}"), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
                }
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // Cut from the other side.
        }
    }
}
