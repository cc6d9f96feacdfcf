using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Admin;
using Switchyard.Admin.Options;
using Switchyard.Agents;
using Switchyard.Bundles;
using Switchyard.Bundles.Peers;
using Switchyard.Bundles.Tasks.Peers;
using Switchyard.Configuration;
using Switchyard.Configuration.LastGood;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.File;
using Switchyard.Console;
using Switchyard.Gateway;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Tools.Registration;
using Switchyard.Host.CommandLine;
using Switchyard.Host.Console;
using Switchyard.Host.Health;
using Switchyard.Host.Listeners;
using Switchyard.Host.Listeners.Tls;
using Switchyard.Host.Mcp;
using Switchyard.Host.Metrics;
using Switchyard.Host.Proxying;
using Switchyard.Host.Runtimes;
using Switchyard.Hub;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Host.Serving;

/// <summary>Puts a node together and runs it to its end.</summary>
internal static class NodeRunner
{
    /// <summary>Runs until SIGTERM, Ctrl+C, <paramref name="stop"/> or a failure, and returns the exit code.</summary>
    public static async Task<int> RunAsync(ServeOptions options, TextWriter errors, NodeStarted? started, CancellationToken stop)
    {
        PoolThreads.Raise();
        if (RuntimeDefects.Refusal(options.RuntimeVersion) is { } defect)
        {
            await errors.WriteLineAsync($"switchyard: {defect}");
            return NodeExit.Failed;
        }

        try
        {
            PrivateDirectory.Create(options.DataDirectory);
            // Before anything is opened: a first start with a wrong file ends here, with every fault named.
            var refused = await RefusedAsync(options);
            await using var app = Build(options, started ?? NodeStarted.Quietly);
            if (refused is not null && !app.Services.GetRequiredService<LastGoodKeeper>().HasFound)
            {
                throw refused;
            }

            var exit = app.Services.GetRequiredService<NodeExit>();
            await app.RunToItsEndAsync(stop);
            return exit.Code;
        }
        catch (ConfigurationRejectedException rejected)
        {
            foreach (var fault in rejected.Faults)
            {
                await errors.WriteLineAsync($"switchyard: {fault}");
            }

            return NodeExit.BadConfiguration;
        }
        catch (SecretKeyException wrong)
        {
            await errors.WriteLineAsync($"switchyard: {wrong.Message}");
            return CommandFaults.UsageExitCode;
        }
        catch (Exception failure) when (SaysItAll(failure))
        {
            await errors.WriteLineAsync($"switchyard: {failure.Message}");
            return NodeExit.Failed;
        }
    }

    /// <summary>Whether the message of a failed start tells an operator what to mend, so that a stack would only hide it.</summary>
    public static bool SaysItAll(Exception failure) =>
        failure is DatabaseAddressException or DatabaseInUseException or DatabaseUnavailableException or DatabaseBusyException or SchemaException or CertificateException or IOException or UnauthorizedAccessException or SocketException;

    /// <summary>What is wrong with the files; thrown where no earlier start can have left anything to serve in their place.</summary>
    private static async Task<ConfigurationRejectedException?> RefusedAsync(ServeOptions options)
    {
        try
        {
            await new FileSource(options.ConfigPaths).ReadAsync(CancellationToken.None);
            return null;
        }
        catch (ConfigurationRejectedException rejected) when (File.Exists(Path.Combine(options.DataDirectory, LastGoodOptions.FileName)))
        {
            return rejected;
        }
    }

    private static WebApplication Build(ServeOptions options, NodeStarted started)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "switchyard" });
        builder.Logging.AddNodeLogging(options.JsonLogs);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(options.AdminListen, kestrel.ApplicationServices.GetService<ServerCertificate>());
        });

        var services = builder.Services;
        services.AddSingleton(options).AddSingleton(started).AddSingleton<NodeExit>().AddSingleton<Readiness>().AddSingleton<IReadiness>(static provider => provider.GetRequiredService<Readiness>()).AddSingleton(TimeProvider.System);
        services.AddSingleton<MetricsCollector>();
        services.AddNodeStorage(options);
        services.AddSingleton(provider => new NodeAddress(() => AdvertisedAddress.Of(options, provider.GetRequiredService<IServer>())));
        services.AddHub();
        services.AddBundles(NodeBundles.Options(options));
        services.AddLastGood(options.DataDirectory).AddConfiguration(options.ConfigPaths);
        if (options.Watch)
        {
            services.AddFileWatch();
        }

        services.AddDelivery();
        services.AddAgentRecords();
        services.AddGateway(new GatewayOptions { EgressAllow = options.EgressAllow, Reach = options.Reach });
        services.AddMcp(options.Mcp);
        services.AddAgents();
        services.AddSharedLimits();
        services.AddRecording(options.DataDirectory);
        services.AddKeptTools();
        services.AddProxy(options.ProxyListen);
        NodeParts.TakeFrom(services);

        services.AddListeners(options.Tls);
        services.AddRouting();
        services.AddAdmin(new AdminOptions { BootstrapToken = options.AdminToken, Federation = options.SignIn, AllowedHosts = options.ControlPlaneHosts() });
        services.AddNodeConsole(options.SignIn);
        services.AddOtlpExport(options.NodeName);
        services.AddSingleton<ReadinessGauge>().AddSingleton<SystemGauges>().AddHostedService<SystemWatch>();
        services.AddSingleton<IHostLifetime, EndSignals>().AddHostedService<NodeLife>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout + TimeSpan.FromSeconds(15));

        var app = builder.Build();
        // Before the first meter is made: what it has not seen it can not show.
        app.Services.GetRequiredService<MetricsCollector>();
        app.Services.GetRequiredService<ReadinessGauge>();
        // Opened here, so that a file another process holds is told in one line and ends the start.
        app.Services.GetRequiredService<Database>();
        app.Services.GetService<ServerCertificate>()?.Load();
        app.UseConsole();
        app.UseAdmin();
        app.UseConsolePages();
        app.UseRouting();
        app.MapHealth();
        app.MapMetrics();
        app.MapAdmin();
        app.MapPeers();
        app.MapTaskPeers();
        app.MapTurnPeers();
        return app;
    }
}
