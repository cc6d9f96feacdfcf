namespace Switchyard.Model.Recording;

/// <summary>What is recorded of interceptions, and how (section <c>recording</c>).</summary>
public sealed record RecordingConfig
{
    /// <summary>The defaults.</summary>
    public static RecordingConfig Default { get; } = new();

    /// <summary>How prompts, tool inputs and reasoning texts are kept.</summary>
    public PromptRecording Prompts { get; init; } = PromptRecording.Full;

    /// <summary>What happens when the journal can not be written: false answers 503 <c>recording_unavailable</c>, true serves unrecorded.</summary>
    public bool ServeOnFailure { get; init; }

    /// <summary>Age at which records are deleted; zero keeps them.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(60);

    /// <summary>Longest time between two flushes of the journal to the disk.</summary>
    public TimeSpan JournalSync { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Most records in one database batch.</summary>
    public int BatchSize { get; init; } = 500;

    /// <summary>Longest wait before a batch is written.</summary>
    public TimeSpan BatchInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most bytes the journal may use on disk.</summary>
    public long JournalMaxBytes { get; init; } = 4L << 30;

    /// <summary>Writes each record as one structured log line before the database write.</summary>
    public bool LogRecords { get; init; }

    /// <summary>Absolute path of a directory into which whole requests and responses of intercepted routes are written, for finding a fault; null writes none.</summary>
    public string? DumpDirectory { get; init; }

    /// <summary>Most requests kept there; the oldest are deleted. Each has two files.</summary>
    public int DumpMaxFiles { get; init; } = 1000;

    /// <summary>Most bytes of a body in such a file; what is beyond is left out.</summary>
    public int DumpMaxBytes { get; init; } = 1 << 20;
}
