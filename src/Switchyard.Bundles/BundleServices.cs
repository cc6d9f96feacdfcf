using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Switchyard.Bundles.Archives;
using Switchyard.Bundles.Authorization;
using Switchyard.Bundles.Authorization.Protocol;
using Switchyard.Bundles.Authorization.Tokens;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Peers;
using Switchyard.Bundles.Processes;
using Switchyard.Bundles.Reports;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Sessions.Clients;
using Switchyard.Bundles.Telemetry;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Reloading;
using Switchyard.Model.Bundles;
using Switchyard.Processes;

namespace Switchyard.Bundles;

/// <summary>Puts the bundles of workspaces into a node.</summary>
public static class BundleServices
{
    /// <summary>
    /// Adds the lifecycle of bundles, which follows the configuration as an <see cref="IConfigurationConsumer"/>, and answers as <see cref="IBundleSupervision"/>, <see cref="IWorkspaceTools"/> and <see cref="IBundleSignIns"/>. Needs the database, the secret
    /// sealer, the hub, the configuration and a <see cref="TimeProvider"/>. Registered before the configuration, so that leftovers of an earlier run have ended before the first bundle starts.
    /// </summary>
    public static IServiceCollection AddBundles(this IServiceCollection services, BundleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddServers(options);
        services.AddSignIns(options);
        services.AddSingleton<BundleInstruments>();

        // Before the supervisor, so that it ends after it and tells how everything ended.
        services.AddSingleton<BundleReporter>();
        services.AddSingleton<IBundleWitness>(static provider => provider.GetRequiredService<BundleReporter>());
        services.AddHostedService(static provider => provider.GetRequiredService<BundleReporter>());
        services.AddPeers();
        services.AddSingleton<BundleSupervisor>();
        services.AddSingleton<IConfigurationConsumer>(static provider => provider.GetRequiredService<BundleSupervisor>());
        // After it: whose a bundle is can be told only once there is one.
        services.AddSingleton<IConfigurationConsumer>(static provider => provider.GetRequiredService<LeaseKeeper>());
        services.AddSingleton<IBundleSupervision>(static provider => provider.GetRequiredService<BundleSupervisor>());
        services.AddSingleton<IHostedService>(static provider =>
        {
            var supervisor = provider.GetRequiredService<BundleSupervisor>();
            provider.GetRequiredService<BundleInstruments>().Read(() => supervisor.All);
            return supervisor;
        });
        services.AddSingleton(static provider => new BundleCalls(
            provider.GetRequiredService<BundleSupervisor>(), Terms(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<WorkspaceCatalog>();
        services.AddSingleton<IWorkspaceTools, WorkspaceTools>();
        services.AddHostedService<PinKeeper>();
        services.AddSingleton<DirectoryPurge>();
        services.AddSingleton<IConfigurationConsumer>(static provider => provider.GetRequiredService<DirectoryPurge>());
        services.AddHostedService(static provider => provider.GetRequiredService<DirectoryPurge>());
        services.AddSingleton<ArchiveSweep>();
        services.AddSingleton<IConfigurationConsumer>(static provider => provider.GetRequiredService<ArchiveSweep>());
        services.AddHostedService(static provider => provider.GetRequiredService<ArchiveSweep>());
        return services;
    }

    private static void AddSignIns(this IServiceCollection services, BundleOptions options)
    {
        services.AddSingleton(provider => new OAuthHttp(options.Connect(provider)));
        services.AddSingleton<TokenRequests>().AddSingleton<SignInVault>().AddSingleton<TokenRenewal>().AddSingleton<Challenges>().AddSingleton<Bearers>();
        services.AddSingleton<IBearers>(static provider => provider.GetRequiredService<Bearers>());
        services.AddSingleton<SignInBook>();
        services.AddSingleton<ISignInBook>(static provider => provider.GetRequiredService<SignInBook>());
        services.AddHostedService(static provider => provider.GetRequiredService<SignInBook>());
        services.AddSingleton<SignInProtocol>();
        services.AddSingleton<IBundleSignIns>(static provider => new SignIns(
            provider.GetRequiredService<SignInVault>(), provider.GetRequiredService<SignInProtocol>(), Terms(provider), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SweepPlace>();
        services.AddSingleton(static provider => ActivatorUtilities.CreateInstance<SignInCheck>(
            provider, (Func<BundleKey, string?>)(key => provider.GetRequiredService<BundleSupervisor>().Run(key)?.Wanted?.Definition.Url)));
        services.AddHostedService(static provider => ActivatorUtilities.CreateInstance<SignInSweep>(provider, Terms(provider)));
    }

    private static Func<BundleSettings> Terms(IServiceProvider provider) => () => provider.GetRequiredService<BundleSupervisor>().Settings;

    private static void AddServers(this IServiceCollection services, BundleOptions options)
    {
        services.AddSingleton(provider => new ProcessSettings
        {
            InstallationId = provider.GetRequiredService<NodeIdentity>().Id.ToString("D"),
            BootId = RandomNumberGenerator.GetHexString(32, lowercase: true),
            HostEnvironment = options.HostEnvironment,
        });
        services.AddSingleton<ProcessHost>();
        services.AddSingleton(new BundleDirectories(options.Root));
        services.AddSingleton<BundleProcesses>();
        services.AddSingleton<IArchiveContent, DatabaseArchives>();
        services.AddSingleton(static provider => new UnpackedArchives(provider.GetRequiredService<BundleDirectories>().Archives, provider.GetRequiredService<IArchiveContent>()));
        services.AddSingleton<ProcessLauncher>();
        services.AddHostedService<LeftoverSweep>();
        services.AddSingleton(provider => new RemoteSettings(options.Connect(provider)));
        services.AddSingleton<IServerLauncher, ServerLauncher>();
    }
}
