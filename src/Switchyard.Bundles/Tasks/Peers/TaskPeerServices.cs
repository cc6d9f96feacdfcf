using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Switchyard.Bundles.Tasks.Peers;

/// <summary>Lets nodes ask each other about tasks.</summary>
public static class TaskPeerServices
{
    /// <summary>Answers other nodes, on the listener at which this one can be reached (<see cref="Switchyard.Configuration.Nodes.NodeAddress"/>).</summary>
    public static void MapTaskPeers(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapPost(TaskPeerPaths.View, static context => context.RequestServices.GetRequiredService<TaskPeerEndpoint>().ViewAsync(context)).ExcludeFromDescription();
        routes.MapPost(TaskPeerPaths.Cancel, static context => context.RequestServices.GetRequiredService<TaskPeerEndpoint>().CancelAsync(context)).ExcludeFromDescription();
        routes.MapPost(TaskPeerPaths.List, static context => context.RequestServices.GetRequiredService<TaskPeerEndpoint>().ListAsync(context)).ExcludeFromDescription();
    }
}
