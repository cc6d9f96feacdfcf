namespace Switchyard.WorkspaceAgent.Tree;

/// <summary>What the kernel says of something in a directory.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes of a file.</param>
/// <param name="Mode">Rights.</param>
internal readonly record struct EntryFacts(EntryKind Kind, long Size, UnixFileMode Mode);
