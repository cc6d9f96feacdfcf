namespace Switchyard.Model.Bundles.Archives;

/// <summary>What a field of <c>user_config</c> takes. The names of the manifest are lower-case.</summary>
public enum ArchiveFieldType
{
    /// <summary>A text.</summary>
    String,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>An absolute path of a directory on the nodes.</summary>
    Directory,

    /// <summary>An absolute path of a file on the nodes.</summary>
    File,
}
