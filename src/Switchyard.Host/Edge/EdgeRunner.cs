using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Switchyard.Configuration.Nodes;
using Switchyard.Edge;
using Switchyard.Gateway;
using Switchyard.Gateway.Recording;
using Switchyard.Host.CommandLine;
using Switchyard.Host.Health;
using Switchyard.Host.Listeners;
using Switchyard.Host.Listeners.Tls;
using Switchyard.Host.Metrics;
using Switchyard.Host.Runtimes;
using Switchyard.Host.Serving;
using Switchyard.Storage.Secrets;

namespace Switchyard.Host.Edge;

/// <summary>Puts a remote gateway together and runs it to its end.</summary>
internal static class EdgeRunner
{
    /// <summary>Runs until SIGTERM, Ctrl+C or a failure of its own, and returns the exit code. The control plane can not end it.</summary>
    public static async Task<int> RunAsync(EdgeProcessOptions options, TextWriter errors)
    {
        PoolThreads.Raise();
        try
        {
            using var directory = EdgeDirectory.Take(options.Edge.DataDirectory, TimeProvider.System);
            await using var app = Build(options, directory);
            var exit = app.Services.GetRequiredService<NodeExit>();
            await app.RunToItsEndAsync();
            return exit.Code;
        }
        catch (SecretKeyException wrong)
        {
            await errors.WriteLineAsync($"switchyard: {wrong.Message}");
            return CommandFaults.UsageExitCode;
        }
        catch (Exception failure) when (failure is CertificateException or IOException or UnauthorizedAccessException or SocketException)
        {
            await errors.WriteLineAsync($"switchyard: {failure.Message}");
            return NodeExit.Failed;
        }
    }

    private static WebApplication Build(EdgeProcessOptions options, EdgeDirectory directory)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "switchyard" });
        builder.Logging.AddNodeLogging(options.JsonLogs);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.AdminListen, kestrel.ApplicationServices.GetService<ServerCertificate>());
        });

        var keys = options.SecretKeys is { } given ? SecretKeyRing.Parse(given.Reveal()) : SecretKeyRing.LoadOrCreateFile(Path.Combine(options.Edge.DataDirectory, NodeStorage.KeyFile));
        var services = builder.Services;
        services.AddSingleton(options).AddSingleton<NodeExit>().AddSingleton(TimeProvider.System).AddSingleton<MetricsCollector>();
        services.AddSingleton<EdgeReadiness>().AddSingleton<IReadiness>(static provider => provider.GetRequiredService<EdgeReadiness>());
        services.AddSingleton(new SecretSealer(keys)).AddSingleton(new NodeIdentity(directory.Identity.InstanceId, "edge"));
        services.AddGateway(new GatewayOptions { EgressAllow = options.EgressAllow, IsEdge = true });
        services.AddRecorder(options.Edge.DataDirectory);
        services.AddEdge(options.Edge, directory.Identity);
        NodeParts.TakeFrom(services);

        services.AddListeners(options.Tls);
        services.AddRouting();
        services.AddOtlpExport("edge");
        services.AddSingleton<ReadinessGauge>();
        services.AddSingleton<IHostLifetime, EndSignals>().AddHostedService<EdgeLife>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout + TimeSpan.FromSeconds(15));

        var app = builder.Build();
        // Before the first meter is made: what it has not seen it can not show.
        app.Services.GetRequiredService<MetricsCollector>();
        app.Services.GetRequiredService<ReadinessGauge>();
        app.Services.GetService<ServerCertificate>()?.Load();
        app.UseRouting();
        app.MapHealth();
        app.MapMetrics();
        return app;
    }
}
