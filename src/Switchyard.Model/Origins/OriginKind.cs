namespace Switchyard.Model.Origins;

/// <summary>Kinds of source, weakest first: a later one replaces an earlier one of the same name.</summary>
public enum OriginKind
{
    /// <summary>Built in.</summary>
    Default,

    /// <summary>A database row.</summary>
    Database,

    /// <summary>A database document.</summary>
    Document,

    /// <summary>A configuration file.</summary>
    File,
}
