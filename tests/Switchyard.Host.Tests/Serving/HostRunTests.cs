using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Switchyard.Host.Serving;
using Switchyard.Testing.Runs;

namespace Switchyard.Host.Tests.Serving;

public sealed class HostRunTests
{
    [Fact]
    public async Task Who_waits_for_the_start_waits_for_the_listener_too()
    {
        await using var app = Build();
        var waiting = app.Lifetime.StartedAsync(Patience.Token);
        for (var turn = 0; turn < 100; turn++)
        {
            // Whoever does not wait is over by then.
            await Task.Yield();
        }

        waiting.IsCompleted.ShouldBeFalse();

        await app.StartAsync(Patience.Token);

        await waiting;
        app.Urls.ShouldHaveSingleItem().ShouldNotEndWith(":0");
        await app.StopAsync(Patience.Token);
    }

    [Fact]
    public async Task Told_to_stop_while_it_starts_it_ends_well_and_stops_what_it_had_started()
    {
        var part = new Part();
        await using var app = Build(services => services.AddSingleton<IHostedService>(part));
        part.Started = app.Lifetime.StopApplication;

        await app.RunToItsEndAsync(CancellationToken.None);

        part.Stops.ShouldBe(1);
        app.Lifetime.ApplicationStarted.IsCancellationRequested.ShouldBeFalse();
    }

    private static WebApplication Build(Action<IServiceCollection>? more = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        more?.Invoke(builder.Services);
        return builder.Build();
    }

    private sealed class Part : IHostedService
    {
        public Action Started { get; set; } = static () => { };

        public int Stops { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Started();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Stops++;
            return Task.CompletedTask;
        }
    }
}
