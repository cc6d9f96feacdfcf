using Switchyard.Hub.Streams;

namespace Switchyard.Configuration.Sources.Database;

/// <summary>
/// Tells by the versions of the signals which parts of the records can be others than before. Every revision bumps <see cref="HubStreams.Config"/> and the signal of what it changed, once each, in the
/// transaction of the rows.
/// </summary>
/// <remarks>
/// What is not known here is not guessed: a revision that none of these signals accounts for (a rollback, new sealing keys, whatever a later version adds), another epoch and a version that went back all
/// mean that anything can be another.
/// </remarks>
internal static class RecordSignals
{
    private static readonly (string Signal, RecordParts Parts)[] Known =
    [
        (HubStreams.AiProvidersChanged, RecordParts.Providers),
        (HubStreams.AccessKeysChanged, RecordParts.Access),
        (HubStreams.ModulesChanged, RecordParts.Modules),
        (HubStreams.ConfigDocumentsChanged, RecordParts.Documents),
        (HubStreams.ConfigCanaryChanged, RecordParts.Documents),
        (HubStreams.WorkspacesChanged, RecordParts.Bundles),
        (HubStreams.BundlesChanged, RecordParts.Bundles),
        (HubStreams.ConfigFilesChanged, RecordParts.None),
        (HubStreams.GatewaysChanged, RecordParts.None),
        (HubStreams.GatewayTokensChanged, RecordParts.None),
    ];

    /// <summary>The streams whose versions have to be read.</summary>
    public static IReadOnlyCollection<string> Streams { get; } = [HubStreams.Config, .. Known.Select(known => known.Signal)];

    /// <summary>What can be another at <paramref name="after"/> than at <paramref name="before"/>, both of one epoch.</summary>
    public static RecordParts Between(IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> after)
    {
        var unaccounted = Growth(HubStreams.Config);
        var parts = RecordParts.None;
        foreach (var (signal, changed) in Known)
        {
            var growth = Growth(signal);
            if (growth < 0)
            {
                return RecordParts.All;
            }

            unaccounted -= growth;
            parts |= growth > 0 ? changed : RecordParts.None;
        }

        return unaccounted == 0 ? parts : RecordParts.All;

        long Growth(string stream) => after.GetValueOrDefault(stream) - before.GetValueOrDefault(stream);
    }
}
