using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Switchyard.Cli.Tests.Chats;

/// <summary>A data plane that says what a test wrote down, and remembers what it was asked.</summary>
internal sealed class ScriptedDataPlane : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ScriptedDataPlane(WebApplication app) => _app = app;

    /// <summary>Method, path with query, and body of each request.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What the requests came with.</summary>
    public List<string> Credentials { get; } = [];

    /// <summary>Answers by method and path: status, content type and body.</summary>
    public Dictionary<string, (int Status, string ContentType, string Body)> Answers { get; } = [];

    public Dictionary<string, string?> Variables => new()
    {
        ["SWITCHYARD_DATA_URL"] = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(), ["SWITCHYARD_ACCESS_KEY"] = "sy_test",
    };

    public static async Task<ScriptedDataPlane> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var plane = new ScriptedDataPlane(app);
        app.Run(plane.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return plane;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var place = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}";
        Asked.Add(body.Length == 0 ? place : $"{place} {body}");
        Credentials.Add(context.Request.Headers.Authorization.ToString());
        var (status, contentType, text) = Answers.GetValueOrDefault(place, (404, "application/problem+json", """{"code":"not_found","detail":"There is no such chat."}"""));
        (context.Response.StatusCode, context.Response.ContentType) = (status, contentType);
        await context.Response.WriteAsync(text, context.RequestAborted);
    }
}
