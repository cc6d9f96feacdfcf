using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Switchyard.Gateway.Recording.Journal;

namespace Switchyard.Gateway.Recording;

/// <summary>Metrics of recording.</summary>
internal sealed class RecordingInstruments
{
    private readonly Counter<long> _records;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _prompts;
    private readonly Counter<long> _batches;
    private readonly Counter<long> _setAside;
    private readonly Counter<long> _unpriced;
    private readonly Counter<long> _deleted;

    /// <summary>Makes the instruments on the meter <c>Switchyard</c>.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The factory owns the meters it makes.")]
    public RecordingInstruments(IMeterFactory meters, SegmentedJournal journal)
    {
        var meter = meters.Create("Switchyard");
        meter.CreateObservableGauge("switchyard_recording_journal_bytes", () => journal.BacklogBytes, "By", "Bytes of records that the database does not have yet.");
        meter.CreateObservableGauge("switchyard_recording_journal_disk_bytes", () => journal.DiskBytes, "By", "Bytes of the journal's files.");
        _records = meter.CreateCounter<long>("switchyard_recording_records_total", description: "Records journaled, by kind.");
        _refused = meter.CreateCounter<long>("switchyard_recording_refused_total", description: "Records the journal had no room for, by kind.");
        _prompts = meter.CreateCounter<long>("switchyard_recording_prompts_total", description: "Prompts recorded, sealed or as a hash.");
        _batches = meter.CreateCounter<long>("switchyard_recording_batches_total", description: "Batches written to the database, by outcome.");
        _setAside = meter.CreateCounter<long>("switchyard_recording_set_aside_total", description: "Records the database can not take, kept in a file each.");
        _unpriced = meter.CreateCounter<long>("switchyard_recording_unpriced_total", description: "Interceptions with tokens and without a price.");
        _deleted = meter.CreateCounter<long>("switchyard_recording_deleted_total", description: "Interceptions deleted because of their age.");
    }

    /// <summary>A record was journaled, or refused.</summary>
    public void Journaled(string kind, bool accepted) => (accepted ? _records : _refused).Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>A prompt was journaled.</summary>
    public void Prompt() => _prompts.Add(1);

    /// <summary>A batch was tried; <paramref name="outcome"/> is <c>written</c>, <c>unavailable</c> or <c>failed</c>.</summary>
    public void Batch(string outcome) => _batches.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A record was set aside.</summary>
    public void SetAside() => _setAside.Add(1);

    /// <summary>Interceptions ended that have tokens and no price.</summary>
    public void Unpriced(long count) => _unpriced.Add(count);

    /// <summary>Interceptions were deleted.</summary>
    public void Deleted(long count) => _deleted.Add(count);
}
