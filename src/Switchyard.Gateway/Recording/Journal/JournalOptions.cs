namespace Switchyard.Gateway.Recording.Journal;

/// <summary>Where the journal is and how much it may hold.</summary>
internal sealed record JournalOptions
{
    /// <summary>The directory; made when it is missing. One process owns it.</summary>
    public required string Directory { get; init; }

    /// <summary>Bytes of one segment file, header included; a multiple of 4,096.</summary>
    public int SegmentBytes { get; init; } = 8 << 20;

    /// <summary>Segments kept ready ahead of the one in use, so that a full segment is left by one reference write.</summary>
    public int Ahead { get; init; } = 2;

    /// <summary>Most bytes of all segment files together; at least two segments.</summary>
    public long MaxBytes { get; init; } = 4L << 30;

    /// <summary>Largest payload of one record. An eighth of a segment, so that little is lost at a segment's end.</summary>
    public int MaxPayloadBytes => SegmentBytes / 8;
}
