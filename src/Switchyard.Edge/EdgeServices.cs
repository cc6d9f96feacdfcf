using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchyard.Configuration;
using Switchyard.Edge.Applying;
using Switchyard.Edge.Contact;
using Switchyard.Edge.LastGood;
using Switchyard.Edge.Options;
using Switchyard.Edge.Reports;
using Switchyard.Edge.Serving;
using Switchyard.Edge.Status;
using Switchyard.Edge.Subscription;
using Switchyard.Edge.Usage;
using Switchyard.Gateway.Entry;
using Switchyard.Gateway.Recording;

namespace Switchyard.Edge;

/// <summary>Puts what makes a process a remote gateway into a host.</summary>
public static class EdgeServices
{
    /// <summary>
    /// Adds the subscription to the control plane, the condition on which the data plane is open, and the place where records go. Needs a data plane, a <c>SecretSealer</c>, a <see cref="TimeProvider"/>, metrics and logging; the
    /// data directory must exist and belong to this process.
    /// </summary>
    public static IServiceCollection AddEdge(this IServiceCollection services, EdgeOptions options, EdgeIdentity identity)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddModelApplier();
        services.AddSingleton(options).AddSingleton(identity);
        services.AddSingleton<ContactClock>();
        services.AddSingleton<IEntryCondition>(static provider => provider.GetRequiredService<ContactClock>());
        services.AddSingleton<EdgeStatus>();
        services.AddSingleton<EdgeInstruments>();
        services.AddSingleton<LastGoodStore>();
        services.AddSingleton<StateApplier>();
        services.AddSingleton<EdgeFacts>();
        services.AddSingleton<LinkParts>();
        services.AddSingleton<IRecordSink>(static provider => new UsageSink(
            provider.GetRequiredService<EdgeOptions>(), provider.GetRequiredService<EdgeStatus>(), provider.GetRequiredService<Storage.Secrets.SecretSealer>()));
        services.AddHostedService<ControlPlaneLink>();
        return services;
    }
}
