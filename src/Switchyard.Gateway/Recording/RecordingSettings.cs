using System.Diagnostics.CodeAnalysis;
using Switchyard.Configuration.Reloading;
using Switchyard.Gateway.Recording.Journal;
using Switchyard.Model.Pricing;
using Switchyard.Model.Revisions;

namespace Switchyard.Gateway.Recording;

/// <summary>Holds the terms in force and follows the configuration.</summary>
/// <param name="journal">The journal, whose size limit may change.</param>
internal sealed class RecordingSettings(SegmentedJournal journal) : IConfigurationConsumer
{
    private RecordingTerms _current = RecordingTerms.Default;

    /// <inheritdoc />
    public string Name => "recording";

    /// <summary>The terms in force.</summary>
    public RecordingTerms Current => Volatile.Read(ref _current);

    /// <inheritdoc />
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller owns the prepared change.")]
    public ValueTask<IPreparedChange> PrepareAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IPreparedChange>(new Change(this, new RecordingTerms(next.Recording, new PriceTable(next.Prices))));

    private sealed class Change(RecordingSettings owner, RecordingTerms terms) : IPreparedChange
    {
        public void Commit()
        {
            owner.Apply(terms);
        }

        public void Dispose()
        {
        }
    }

    private void Apply(RecordingTerms terms)
    {
        Volatile.Write(ref _current, terms);
        journal.MaxBytes = terms.Config.JournalMaxBytes;
    }
}
