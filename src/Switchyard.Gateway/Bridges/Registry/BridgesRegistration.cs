using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Bridges.Bedrock.Credentials;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges.Registry;

/// <summary>Registers what makes dialects.</summary>
internal static class BridgesRegistration
{
    /// <summary>Adds a <c>Func&lt;ProviderConfig, IUpstreamDialect&gt;</c>. <paramref name="connect"/> gives what opens the connections to AWS credential endpoints: the node's egress rules hold for them.</summary>
    public static IServiceCollection AddBridges(
        this IServiceCollection services, Func<IServiceProvider, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>> connect)
    {
        services.TryAddSingleton(provider => new CredentialCalls(connect(provider)));
        services.TryAddSingleton(provider =>
        {
            var time = provider.GetRequiredService<TimeProvider>();
            var chain = AwsDefaultChain.Of(AwsPlatform.Process(provider.GetRequiredService<CredentialCalls>().Http), time);
            return new SharedAwsCredentials(chain, time, provider.GetRequiredService<ILogger<SharedAwsCredentials>>());
        });
        services.TryAddSingleton(provider =>
            new DialectServices(provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<SharedAwsCredentials>()));
        services.TryAddSingleton<Func<ProviderConfig, IUpstreamDialect>>(provider =>
        {
            var dialectServices = provider.GetRequiredService<DialectServices>();
            return config => UpstreamDialects.Create(config, dialectServices);
        });
        return services;
    }
}
