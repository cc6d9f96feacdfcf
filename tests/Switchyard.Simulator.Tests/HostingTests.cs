using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Switchyard.Simulator.Tests;

public sealed class HostingTests
{
    [Fact]
    public async Task A_simulation_can_live_under_a_path_of_another_application()
    {
        var ending = TestContext.Current.CancellationToken;
        var simulation = new Simulation(new SimulatorOptions());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapSimulator(simulation, "/simulated");
        await app.StartAsync(ending);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        var models = await client.GetStringAsync(new Uri("/simulated/v1/models", UriKind.Relative), ending);
        var health = await client.GetStringAsync(new Uri("/simulated/_sim/health", UriKind.Relative), ending);
        using var outside = await client.GetAsync(new Uri("/v1/models", UriKind.Relative), ending);

        models.ShouldContain("gpt-sim");
        health.ShouldContain("ok");
        outside.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        simulation.Log.Last.Path.ShouldBe("/v1/models");
    }

    [Fact]
    public async Task Disposing_the_server_cuts_what_is_open()
    {
        var ending = TestContext.Current.CancellationToken;
        var server = await SimulatorServer.StartAsync(cancellationToken: ending);
        using var client = new HttpClient { BaseAddress = server.Address };
        using var content = new StringContent("""{"model":"sim-fault-stall","stream":true,"messages":[]}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = content };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ending);

        await server.DisposeAsync();
        await server.DisposeAsync();

        var reading = async () => await response.Content.ReadAsStringAsync(ending);
        await reading.ShouldThrowAsync<HttpRequestException>();
    }
}
