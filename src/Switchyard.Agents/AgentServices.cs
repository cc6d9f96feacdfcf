using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Agents.Bindings;
using Switchyard.Agents.Chats;
using Switchyard.Agents.Connections;
using Switchyard.Agents.Dialling;
using Switchyard.Agents.Peers;
using Switchyard.Agents.Roster;
using Switchyard.Agents.Streams;
using Switchyard.Agents.Telemetry;
using Switchyard.Agents.Turns;
using Switchyard.Agents.Workspaces;
using Switchyard.Configuration.Peers;
using Switchyard.Gateway.Asking;
using Switchyard.Gateway.Entry;

namespace Switchyard.Agents;

/// <summary>Puts chats and the way to their agents into a node.</summary>
public static class AgentServices
{
    /// <summary>Adds them. Needs the data plane, the hub, the bundles' tools, a database, a secret sealer and the identity of the node. Added after the data plane, so that turns end before it does.</summary>
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AgentInstruments>();
        services.AddSingleton<AgentReader>().AddSingleton<LatestAgents>().AddHosted<AgentRoster>().AddHosted<AgentPresence>();
        services.AddSingleton<AgentDoor>().AddSingleton<AgentToolLists>().AddHosted<AgentConnections>();
        services.AddSingleton<AgentArrival>().AddSingleton<AgentDialer>().AddSingleton<AgentLine>();
        services.AddSingleton<BindingStore>().AddSingleton<WorkspaceUses>().AddSingleton<ILiveChats>(static provider => provider.GetRequiredService<TurnHost>()).AddHosted<BindingWatch>();
        services.AddSingleton<StartTool>().AddSingleton<TurnTools>();
        services.AddSingleton(static provider => new TurnParts
        {
            Models = provider.GetRequiredService<IModelClient>(),
            Tools = provider.GetRequiredService<TurnTools>(),
            Bindings = provider.GetRequiredService<BindingStore>(),
            Access = provider.GetRequiredService<AccessGate>(),
            Instruments = provider.GetRequiredService<AgentInstruments>(),
            Time = provider.GetRequiredService<TimeProvider>(),
            Logger = provider.GetRequiredService<ILogger<TurnParts>>(),
        });
        services.AddHosted<TurnHost>().AddHosted<TurnKeeper>();
        services.AddPeerChannel().AddSingleton<TurnPeers>().AddSingleton<TurnPeerEndpoint>();
        services.AddSingleton<TurnStream>().AddSingleton<TurnWatch>().AddSingleton<ChatRequests>().AddSingleton<TurnRequests>().AddSingleton<ChatEndpoint>();
        return services;
    }

    /// <summary>Whether a path is of chats.</summary>
    public static bool IsChats(PathString path) => path.StartsWithSegments(ChatEndpoint.Root, StringComparison.Ordinal);

    /// <summary>Chats as one handler, for requests whose path <see cref="IsChats"/>.</summary>
    public static RequestDelegate GetChats(this IServiceProvider services) => services.GetRequiredService<ChatEndpoint>().InvokeAsync;

    /// <summary>Tells other nodes of turns that run here, on the listener at which this one can be reached (<see cref="Switchyard.Configuration.Nodes.NodeAddress"/>).</summary>
    public static void MapTurnPeers(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapPost(TurnPeerPaths.Events, static context => context.RequestServices.GetRequiredService<TurnPeerEndpoint>().EventsAsync(context)).ExcludeFromDescription();
    }

    /// <summary>Ends chats: no turn begins any more, those that run get <paramref name="patience"/>, and the rest is interrupted with what it had. Returns when none runs, or soon after.</summary>
    public static Task DrainChatsAsync(this IServiceProvider services, TimeSpan patience) => services.GetRequiredService<TurnHost>().DrainAsync(patience);

    private static IServiceCollection AddHosted<T>(this IServiceCollection services)
        where T : class, IHostedService =>
        services.AddSingleton<T>().AddSingleton<IHostedService>(static provider => provider.GetRequiredService<T>());
}
