namespace Switchyard.WorkspaceAgent.Tree;

/// <summary>What something in a directory is.</summary>
internal enum EntryKind
{
    /// <summary>A pipe, a socket or a device.</summary>
    Other,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    Link,
}
