using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchyard.Admin.AccessKeys;
using Switchyard.Admin.AgentTokens;
using Switchyard.Admin.Agents;
using Switchyard.Admin.Builds;
using Switchyard.Admin.Bundles;
using Switchyard.Admin.Bundles.Archives;
using Switchyard.Admin.Canaries;
using Switchyard.Admin.Documents;
using Switchyard.Admin.Events;
using Switchyard.Admin.Federation;
using Switchyard.Admin.GatewayTokens;
using Switchyard.Admin.GatewayUsage;
using Switchyard.Admin.Gateways;
using Switchyard.Admin.Modules;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Nodes;
using Switchyard.Admin.OpenApi;
using Switchyard.Admin.Operators;
using Switchyard.Admin.Options;
using Switchyard.Admin.Plans;
using Switchyard.Admin.Probation;
using Switchyard.Admin.ProviderKeys;
using Switchyard.Admin.Providers;
using Switchyard.Admin.Proxying;
using Switchyard.Admin.Revisions;
using Switchyard.Admin.Rollout;
using Switchyard.Admin.Secrets;
using Switchyard.Admin.SignIn;
using Switchyard.Admin.Tails;
using Switchyard.Admin.Users;
using Switchyard.Admin.Workspaces;
using Switchyard.Configuration.Reloading;
using Switchyard.Hub;
using Switchyard.Model.Bundles;
using Switchyard.Model.Modules;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin;

/// <summary>Registers the control plane.</summary>
public static class AdminServices
{
    /// <summary>
    /// Registers everything behind the control plane's routes. The host registers besides: the database, the sealer, the hub with the records of agents, the configuration, the clock and
    /// an <see cref="Model.Providers.IProviderProbe"/>.
    /// </summary>
    public static IServiceCollection AddAdmin(this IServiceCollection services, AdminOptions options)
    {
        services.TryAddSingleton(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddControlPlaneOpenApi();
        if (options.Federation is { } federation)
        {
            services.AddSingleton(federation).AddSingleton<IssuerClient>().AddSingleton<FederationFlow>();
        }

        return services
            .AddSingleton<OperatorSessions>()
            .AddSingleton<OperatorAuthenticator>()
            .AddSingleton<OperatorCommands>()
            .AddSingleton<ImpactReader>()
            .AddSingleton<MutationRunner>()
            .AddProviders()
            .AddSingleton<UserCommands>()
            .AddSingleton<UserQueries>()
            .AddSingleton<AccessKeyCommands>()
            .AddSingleton<AccessKeyQueries>()
            .AddGateways()
            .AddSingleton<SecretCommands>()
            .AddSingleton<NodeQueries>()
            .AddSingleton<RolloutQueries>()
            .AddSingleton<RevisionContent>()
            .AddSingleton<RevisionQueries>()
            .AddSingleton<DocumentRestorer>()
            .AddSingleton<ModuleRestorer>()
            .AddSingleton<RollbackCommands>()
            .AddSingleton<DocumentQueries>()
            .AddSingleton<DocumentWriter>()
            .AddSingleton<DocumentCommands>()
            .AddSingleton<DocumentBatch>()
            .AddSingleton<RefusalAudit>()
            .AddSingleton<CanaryQueries>()
            .AddSingleton<CanaryCommands>()
            .AddHostedService<CanaryWatch>()
            .AddHostedService<ProbationWatch>()
            .AddSingleton(provider => new ModuleQueries(
                provider.GetRequiredService<Database>(),
                provider.GetRequiredService<ConfigurationStatus>(),
                provider.GetRequiredService<ModuleCatalog>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetService<IModuleReports>()))
            .AddSingleton<ModuleCommands>()
            .AddBundles()
            .AddAgents()
            .AddSingleton<ProxyAuthorityQueries>()
            .AddSingleton<ProxyAuthorityCommands>()
            .AddSingleton<EventTail>()
            .AddSingleton<LongPoll>()
            .AddTails()
            .AddSingleton<GatewayUsageWriter>();
    }

    private static IServiceCollection AddGateways(this IServiceCollection services) =>
        services
            .AddSingleton<GatewayQueries>()
            .AddSingleton<GatewayEvents>()
            .AddSingleton<GatewayCommands>()
            .AddSingleton<GatewayTokenQueries>()
            .AddSingleton<GatewayTokenCommands>();

    private static IServiceCollection AddBundles(this IServiceCollection services)
    {
        // Of a process that runs none; whatever runs them is registered before.
        services.TryAddSingleton<IBundleSupervision, NoBundles>();
        services.TryAddSingleton<IBundleSignIns, NoSignIns>();
        services.TryAddSingleton<IWorkspaceTools, NoTools>();
        return services
            .AddSingleton<FileBundles>()
            .AddSingleton<BundleStore>()
            .AddSingleton<BundleViews>()
            .AddSingleton<BundleWaits>()
            .AddSingleton<BundleRemoval>()
            .AddSingleton<BundleRestorer>()
            .AddSingleton<IWorkspacePart, WorkspaceBundles>()
            .AddSingleton<ArchiveCommands>()
            .AddSingleton<ToolTrials>()
            .AddSingleton<BundleQueries>()
            .AddSingleton<BundleCommands>()
            .AddSingleton<BundleOperations>()
            .AddSingleton<BundleApprovals>()
            .AddSingleton<CredentialCommands>()
            .AddSingleton<SignInCommands>()
            .AddSingleton<WorkspaceQueries>()
            .AddSingleton<WorkspaceCommands>();
    }

    private static IServiceCollection AddAgents(this IServiceCollection services) =>
        services
            .AddSingleton<IWorkspacePart, WorkspaceAgents>()
            .AddSingleton<BuildQueries>()
            .AddSingleton<BuildCommands>()
            .AddSingleton<AgentQueries>()
            .AddSingleton<AgentTokenQueries>()
            .AddSingleton<AgentTokenCommands>();

    private static IServiceCollection AddProviders(this IServiceCollection services) =>
        services
            .AddSingleton<FileProviders>()
            .AddSingleton<ProviderStore>()
            .AddSingleton<ProviderSecrets>()
            .AddSingleton<KeyHealthReader>()
            .AddSingleton<ProviderViews>()
            .AddSingleton<ProviderQueries>()
            .AddSingleton<ProviderCommands>()
            .AddSingleton<ProviderTests>()
            .AddSingleton<ProviderKeyWriter>()
            .AddSingleton<ProviderRestorer>()
            .AddSingleton<ProviderKeyQueries>()
            .AddSingleton<ProviderKeyCommands>();
}
