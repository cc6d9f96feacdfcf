using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Agents;
using Switchyard.Bundles.Endpoint;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Bundles.Endpoint.Recording;
using Switchyard.Configuration.Reloading;
using Switchyard.Gateway;

namespace Switchyard.Host.Mcp;

/// <summary>Puts <c>/mcp/{workspace}</c> into the data plane of a node.</summary>
internal static class McpRegistration
{
    /// <summary>Adds the endpoint and who may use it. After the data plane.</summary>
    public static IServiceCollection AddMcp(this IServiceCollection services, McpOptions options)
    {
        services.AddSingleton<McpGate>();
        services.AddSingleton<IMcpGate>(static provider => provider.GetRequiredService<McpGate>());
        services.AddSingleton<IConfigurationConsumer>(static provider => provider.GetRequiredService<McpGate>());
        services.AddSingleton<IMcpRecorder, McpRecorder>();
        return services.AddMcpEndpoint(options);
    }

    /// <summary>The data plane with the endpoint and with chats, if the node has them (an edge does not).</summary>
    public static RequestDelegate GetDataPlaneWithMcp(this IServiceProvider services)
    {
        var rest = services.GetDataPlane();
        if (services.GetService<IMcpGate>() is null)
        {
            return rest;
        }

        var (mcp, chats) = (services.GetMcpEndpoint(), services.GetChats());
        return context => McpServices.IsMcp(context.Request.Path) ? mcp(context) : AgentServices.IsChats(context.Request.Path) ? chats(context) : rest(context);
    }

    /// <summary>Ends the data plane, the endpoint and the turns of chats together.</summary>
    public static Task DrainAllAsync(this IServiceProvider services, TimeSpan patience) => services.GetService<IMcpGate>() is null
        ? services.DrainDataPlaneAsync(patience, CancellationToken.None)
        : Task.WhenAll(
            services.DrainDataPlaneAsync(patience, CancellationToken.None), services.DrainMcpAsync(patience, CancellationToken.None), services.DrainChatsAsync(patience));
}
