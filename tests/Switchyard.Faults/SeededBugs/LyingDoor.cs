using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Switchyard.Faults.SeededBugs;

/// <summary>An HTTP proxy before one address of the system that lies as it is told to.</summary>
internal sealed class LyingDoor : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http;

    private LyingDoor(WebApplication app, HttpClient http)
    {
        (_app, _http) = (app, http);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
    }

    public Uri Address { get; }

    public static async Task<LyingDoor> OpenAsync(Uri target, Lie lie, CancellationToken cancellationToken)
    {
        var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            try
            {
                await lie.AnswerAsync(new Exchange(context, http, target, body.ToArray()));
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
            {
                // One of the two sides has gone; the other must see that.
                context.Abort();
            }
        });
        await app.StartAsync(cancellationToken);
        return new LyingDoor(app, http);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _http.Dispose();
    }
}
