using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Telemetry;
using Switchyard.Storage.Audit;

namespace Switchyard.Hub.Tests.Rig;

internal static class Samples
{
    public static readonly Guid ProviderId = new("01900000-0000-7000-8000-0000000000aa");

    public static HubInstruments Instruments() =>
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    public static ChangeRecorder Recorder(TimeProvider time)
    {
        var instruments = Instruments();
        return new ChangeRecorder(time, new HubPublisher(time, instruments));
    }

    public static Change Change(HubAction action = HubAction.Update, string signal = HubStreams.AiProvidersChanged) =>
        Hub.Changes.Change.Of(signal, action, ProviderId, Audit("provider." + HubActions.NameOf(action)));

    public static AuditEntry Audit(string action) => new()
    {
        Action = action,
        ActorKind = "operator",
        ActorId = "01900000-0000-7000-8000-0000000000bb",
        ActorName = "admin",
        EntityType = "provider",
        EntityId = ProviderId.ToString(),
        EntityName = "openai",
    };
}
