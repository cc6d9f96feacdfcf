using Switchyard.Bench.Forwarders;

// bare|yarp LISTEN UPSTREAM: a contender of the forward suite, in a process of its own.
if (args is not [var kind, var listen, var upstream])
{
    await Console.Error.WriteLineAsync("usage: bare|yarp LISTEN-URL UPSTREAM-URL");
    return 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.UseUrls(listen).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
#if YARP
builder.Services.AddHttpForwarder();
#endif
var app = builder.Build();
using var client = Upstream.Client();
switch (kind)
{
    case "bare":
        app.Run(new BareForwarder(client, upstream).ForwardAsync);
        break;
#if YARP
    case "yarp":
        app.Run(new YarpForwarder(app.Services.GetRequiredService<Yarp.ReverseProxy.Forwarder.IHttpForwarder>(), client, upstream).ForwardAsync);
        break;
#endif
    default:
        await Console.Error.WriteLineAsync($"unknown or not built contender '{kind}'");
        return 3;
}

await app.StartAsync();
Console.WriteLine("listening on " + app.Urls.First());
await app.WaitForShutdownAsync();
return 0;
