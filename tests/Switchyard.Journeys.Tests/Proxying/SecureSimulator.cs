using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Simulator;

namespace Switchyard.Journeys.Tests.Proxying;

/// <summary>The simulated upstreams behind TLS.</summary>
internal sealed class SecureSimulator : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SecureSimulator(WebApplication app, Simulation simulation) => (_app, Simulation) = (app, simulation);

    public Simulation Simulation { get; }

    public int Port => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static async Task<SecureSimulator> StartAsync(X509Certificate2 certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        var simulation = new Simulation(new SimulatorOptions());
        app.UseSimulator(simulation);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new SecureSimulator(app, simulation);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
