namespace Switchyard.Gateway.Recording.Journal;

/// <summary>A record as it was read.</summary>
/// <param name="Life">The process that wrote it.</param>
/// <param name="Payload">Its bytes.</param>
internal readonly record struct JournalRecord(JournalLife Life, byte[] Payload);
